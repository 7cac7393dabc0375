using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>Writes the half of each payload type that reads a document and writes attributes.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class PayloadGenerator : IIncrementalGenerator
{
    /// <summary>The names of the steps whose results must not change with unrelated edits.</summary>
    internal static readonly string[] TrackedSteps = ["Payloads", "PayloadModels", "PayloadFiles", "PayloadRegistrations"];

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var models = Models(context, PayloadAttributes.Map).Combine(Models(context, PayloadAttributes.Metadata))
            .Select(static (both, _) => new EquatableArray<PayloadModel>([.. both.Left, .. both.Right]))
            .WithTrackingName(TrackedSteps[1]);

        var files = models.SelectMany(static (payloads, _) => PayloadFile.Group(payloads)).WithTrackingName(TrackedSteps[2]);
        context.RegisterSourceOutput(files, static (output, file) => output.AddSource(file.HintName, SourceText.From(PayloadEmitter.Emit(file.Payload), Encoding.UTF8)));

        var registered = models
            .Select(static (payloads, _) => new EquatableArray<string>(payloads.Where(payload => payload.IsRegistered).Select(payload => payload.Type).OrderBy(type => type, StringComparer.Ordinal)))
            .WithTrackingName(TrackedSteps[3]);
        context.RegisterSourceOutput(registered, static (output, types) =>
        {
            if (types.Count > 0)
            {
                output.AddSource("PayloadRegistrations.g.cs", SourceText.From(PayloadEmitter.EmitRegistrations(types), Encoding.UTF8));
            }
        });
    }

    private static IncrementalValueProvider<EquatableArray<PayloadModel>> Models(IncrementalGeneratorInitializationContext context, string metadataName) =>
        context.SyntaxProvider
            .ForAttributeWithMetadataName(
                metadataName,
                static (node, _) => node is TypeDeclarationSyntax,
                static (found, cancellationToken) => PayloadParser.Parse((INamedTypeSymbol)found.TargetSymbol, cancellationToken).Model)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(TrackedSteps[0])
            .Collect()
            .Select(static (found, _) => new EquatableArray<PayloadModel>(found));
}
