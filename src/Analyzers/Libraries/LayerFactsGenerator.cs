using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using TracedLlm.Analyzers.Layers;

namespace TracedLlm.Analyzers.Libraries;

/// <summary>
/// Writes what the rules know about the methods of a library into the library, because the projects above it see no source in a
/// build. Only builds run it: an editor has the source.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class LayerFactsGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) =>
        context.RegisterImplementationSourceOutput(context.CompilationProvider, static (output, compilation) =>
        {
            if (!IsReferenced(compilation.Options.OutputKind) || compilation.GetTypeByMetadataName(LayerAttributes.Attribute) is null)
            {
                return;
            }

            var facts = LayerFacts.Find(compilation, output.CancellationToken);
            if (!facts.IsEmpty)
            {
                output.AddSource("LayerFacts.g.cs", SourceText.From(LayerFactsEmitter.Emit(facts), Encoding.UTF8));
            }
        });

    // Other projects rarely reference an application.
    private static bool IsReferenced(OutputKind kind) => kind is OutputKind.DynamicallyLinkedLibrary or OutputKind.NetModule;
}
