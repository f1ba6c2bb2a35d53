// Command pulumi-resource-kubernetes serves the Pulumi Kubernetes provider from its published Go module.
//
// The provider's own command cannot be built from the module: the schema it embeds is generated and not
// published. The engine asks for a schema only in GetSchema and List, which neither preview nor up calls,
// so an empty one is enough here.
package main

import (
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

func main() {
	provider.Serve("kubernetes", version.Version, []byte("{}"), []byte("{}"))
}
