using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow.Values;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>TLM1006: a request model that has the gateway's metadata under the name of another field than its route's.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WrongMetadataProperty : DiagnosticAnalyzer
{
    /// <summary>The right name; absent where routes of both kinds bind the model.</summary>
    internal const string RightName = "name";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM1006",
        "Request model property with the wrong metadata name",
        "'{0}' reads the JSON field '{1}', but '{2}' carries gateway metadata in '{3}'; name the property '{3}' in JSON",
        "TracedLlm.Metadata",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A property of a request model reads the field that has its JSON name. If the route carries gateway metadata in the other field, the property stays empty or reads the provider's metadata.",
        RuleDocumentation.Link("TLM1006"));

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
                start.RegisterSymbolAction(symbol => Report(symbol, code), SymbolKind.Property);
            }
        });
    }

    private static void Report(SymbolAnalysisContext context, TracedCode code)
    {
        var property = (IPropertySymbol)context.Symbol;
        var names = ValueFlow.Get(code.Code).Names;
        if (names.FieldOf(property) is not { } field || Has(property.ContainingType, field.Other(), names))
        {
            return;
        }

        var routes = RequestModels.Get(code).RoutesOf(property.ContainingType.OriginalDefinition, context.CancellationToken)
            .Select(static endpoint => (Endpoint: endpoint, Field: EndpointApi.MetadataFieldOf(endpoint)))
            .Where(static route => route.Field is not null)
            .ToList();
        var found = MetadataFindings.Get(code, context.CancellationToken).Models.FirstOrDefault(finding => GatewaySymbols.Same(finding.Property?.OriginalDefinition, property.OriginalDefinition));
        var wrong = found?.Route
            ?? (field == MetadataField.LiteLlmMetadata || IsGateways(property.Type, code, names, context.CancellationToken) ? routes.FirstOrDefault(route => route.Field == field.Other()).Endpoint : null);
        if (wrong is null)
        {
            return;
        }

        var isFixed = found is not { IsShared: true } and not { HasOthers: true } && !routes.Any(route => route.Field == field) && !HasOthers(property.Type, code, names, context.CancellationToken);
        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            PlaceOf(property, code, names, context.CancellationToken),
            isFixed ? ImmutableDictionary<string, string?>.Empty.Add(RightName, field.Other().Name()) : null,
            property.Name,
            field.Name(),
            wrong.Template ?? EndpointApi.Stated(wrong).ToString(),
            field.Other().Name()));
    }

    /// <summary>Whether a model has a property with the name of a field in JSON.</summary>
    internal static bool Has(INamedTypeSymbol model, MetadataField field, JsonNames names) =>
        MetadataNames.WithBasesOf(model).SelectMany(static type => type.GetMembers().OfType<IPropertySymbol>()).Any(property => names.FieldOf(property) == field);

    /// <summary>Whether a type holds what only a gateway knows.</summary>
    private static bool IsGateways(ITypeSymbol type, TracedCode code, JsonNames names, CancellationToken cancellationToken) =>
        GatewayKeys.IsMetadata(type, code.Symbols) || KeysOf(type, names).Any(key => IsGateways(key, code, cancellationToken));

    /// <summary>Whether a type also holds keys that no gateway defines, which may be the provider's.</summary>
    private static bool HasOthers(ITypeSymbol type, TracedCode code, JsonNames names, CancellationToken cancellationToken) =>
        !GatewayKeys.IsMetadata(type, code.Symbols) && KeysOf(type, names).Any(key => !IsGateways(key, code, cancellationToken));

    private static IEnumerable<string> KeysOf(ITypeSymbol type, JsonNames names) =>
        type.GetMembers().OfType<IPropertySymbol>().Select(property => names.Stated(property)?.Name).OfType<string>();

    private static bool IsGateways(string key, TracedCode code, CancellationToken cancellationToken) =>
        GatewayKeys.IsKnown(key) || GatewayKeys.Get(code.Code.Compilation, cancellationToken).IsOwn(key);

    private static Location PlaceOf(IPropertySymbol property, TracedCode code, JsonNames names, CancellationToken cancellationToken) =>
        names.Stated(property)?.Attribute.ApplicationSyntaxReference is { } reference
        && code.Code.Contains(reference.SyntaxTree)
        && reference.GetSyntax(cancellationToken) is AttributeSyntax { ArgumentList.Arguments: { Count: > 0 } arguments }
            ? arguments[0].Expression.GetLocation()
            : property.Locations[0];
}
