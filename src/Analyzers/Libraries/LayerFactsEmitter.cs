using TracedLlm.Analyzers.Layers;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Libraries;

/// <summary>Prints the file with the facts of a library.</summary>
internal static class LayerFactsEmitter
{
    private const string Attribute = "global::TracedLlm.Generated.LayerFacts";

    public static string Emit(IEnumerable<LayerMethodFacts> methods)
    {
        var writer = new SourceWriter().Line(SourceWriter.Header);
        foreach (var method in methods)
        {
            var texts = FactsText.Write(method).Select(CSharpText.Literal);
            writer.Line($"[assembly: {Attribute}({FactsText.Version}, {string.Join(", ", texts.Prepend(CSharpText.Literal(method.Method)))})]");
        }

        return writer.ToString();
    }
}
