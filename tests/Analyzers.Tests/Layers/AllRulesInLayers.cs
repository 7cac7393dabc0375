using TracedLlm.Analyzers.Libraries;
using TracedLlm.Testing.Roslyn;
using TracedLlm.Testing.Roslyn.Layers;

namespace TracedLlm.Analyzers.Tests.Layers;

/// <summary>A layered solution with all rules on.</summary>
internal static class AllRulesInLayers
{
    /// <summary>A test of the projects, lowest first.</summary>
    public static LayeredTest With(params Layer[] layers)
    {
        var test = new LayeredTest { Analyzers = AllRules.Analyzers, Generators = [.. Gateway.SourceGenerators, typeof(LayerFactsGenerator)] };
        foreach (var layer in layers)
        {
            test.Layers.Add(layer);
        }

        return test;
    }
}
