using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Flow.Values;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>TLM1001: the gateway's metadata in another field of the request than the route's.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WrongMetadataField : DiagnosticAnalyzer
{
    /// <summary>The name of the right field; absent where routes of both kinds run the code.</summary>
    internal const string RightField = "field";

    /// <summary>There where the object also has keys that may be another's, which must stay where they are.</summary>
    internal const string HasOthersKeys = "others";

    /// <summary>There where the code tries the fields in the wrong order. The additional locations are the names to exchange.</summary>
    internal const string WrongOrder = "order";

    /// <summary>The name of the property of the same type that stands for the right field.</summary>
    internal const string RightProperty = "property";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM1001",
        "Gateway metadata in the wrong request field",
        "'{0}' is gateway metadata in '{3}', but '{1}' carries gateway metadata in '{2}'; {5} ({4})",
        "TracedLlm.Metadata",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A route carries gateway metadata in one request field. The other field belongs to the provider. Code that reads the other field, or reads it first, finds no gateway metadata. Code that writes the other field loses the values or sends them to the provider.",
        RuleDocumentation.Link("TLM1001"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (TracedCode.GetIfTraced(start.Compilation, start.CancellationToken) is { } code)
            {
                start.RegisterSemanticModelAction(file => Report(file, code));
            }
        });
    }

    private static void Report(SemanticModelAnalysisContext context, TracedCode code)
    {
        foreach (var finding in MetadataFindings.Get(code, context.CancellationToken).In(context.SemanticModel.SyntaxTree))
        {
            var right = finding.Right.Name();
            context.ReportDiagnostic(Diagnostic.Create(
                Rule,
                finding.Place.GetLocation(),
                finding.Order.Select(static name => name.GetLocation()),
                Properties(finding, ValueFlow.Get(code.Code).Names),
                finding.Key,
                finding.Route.Template ?? EndpointApi.Stated(finding.Route).ToString(),
                right,
                finding.Right.Other().Name(),
                string.Join(" → ", PathTo(finding, code, context.CancellationToken)),
                finding.Order.IsEmpty ? $"use '{right}'" : $"read '{right}' first"));
        }
    }

    private static IPropertySymbol? OtherOf(IPropertySymbol property, MetadataField field, JsonNames names) =>
        MetadataNames.WithBasesOf(property.ContainingType).SelectMany(static type => type.GetMembers().OfType<IPropertySymbol>())
            .FirstOrDefault(other => names.FieldOf(other) == field && SymbolEqualityComparer.IncludeNullability.Equals(other.Type, property.Type));

    private static IEnumerable<string> PathTo(MetadataFinding finding, TracedCode code, CancellationToken cancellationToken)
    {
        if (code.FunctionOf(finding.Place, cancellationToken) is not { } function)
        {
            return [code.Code.NameOf(finding.Route.Handler, cancellationToken)];
        }

        // Another function may have stored the object that the route reads from.
        var path = code.RoutesReaching(function, cancellationToken).Where(paths => paths.RootOf(function) == finding.Route).Select(paths => paths.PathTo(function)).FirstOrDefault();
        return (path ?? [finding.Route.Handler, function]).Select(place => code.Code.NameOf(place, cancellationToken));
    }

    private static ImmutableDictionary<string, string?> Properties(MetadataFinding finding, JsonNames names)
    {
        var properties = ImmutableDictionary<string, string?>.Empty;
        properties = !finding.Order.IsEmpty ? properties.Add(WrongOrder, null)
            : finding.IsShared ? properties
            : finding.Property is { } property ? OtherOf(property, finding.Right, names) is { } other ? properties.Add(RightProperty, other.Name) : properties
            : properties.Add(RightField, finding.Right.Name());
        return finding.HasOthers && finding.Right == MetadataField.LiteLlmMetadata ? properties.Add(HasOthersKeys, null) : properties;
    }
}
