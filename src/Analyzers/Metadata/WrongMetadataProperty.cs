using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;
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
            if (TracedCode.Get(start.Compilation) is { } code)
            {
                start.RegisterSymbolAction(symbol => Report(symbol, code), SymbolKind.Property);
            }
        });
    }

    private static void Report(SymbolAnalysisContext context, TracedCode code)
    {
        var property = (IPropertySymbol)context.Symbol;
        if (property.IsIndexer
            || MetadataFields.Named(JsonNames.NameOf(property, code.Symbols)) is not { } field
            || (field == MetadataField.Metadata && !IsGateways(property.Type, code)))
        {
            return;
        }

        var routes = RequestModels.Get(code).RoutesOf(property.ContainingType.OriginalDefinition)
            .Select(static endpoint => (Endpoint: endpoint, Field: EndpointApi.MetadataFieldOf(endpoint)))
            .Where(static route => route.Field is not null)
            .ToList();
        var wrong = routes.FirstOrDefault(route => route.Field == field.Other()).Endpoint;
        if (wrong is null || Has(property.ContainingType, field.Other(), code.Symbols))
        {
            return;
        }

        var isShared = routes.Any(route => route.Field == field);
        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            PlaceOf(property, code.Symbols, context.CancellationToken),
            isShared ? null : ImmutableDictionary<string, string?>.Empty.Add(RightName, field.Other().Name()),
            property.Name,
            field.Name(),
            wrong.Template ?? EndpointApi.Stated(wrong).ToString(),
            field.Other().Name()));
    }

    /// <summary>Whether a type holds what only a gateway knows.</summary>
    private static bool IsGateways(ITypeSymbol type, TracedCode code) =>
        GatewayKeys.IsMetadata(type, code.Symbols)
        || type.GetMembers().OfType<IPropertySymbol>().Any(property =>
            JsonNames.Stated(property, code.Symbols)?.Name is { } key && (GatewayKeys.IsKnown(key) || GatewayKeys.Get(code.Code.Compilation).IsOwn(key)));

    private static bool Has(INamedTypeSymbol model, MetadataField field, GatewaySymbols symbols) =>
        MetadataNames.WithBasesOf(model).SelectMany(static type => type.GetMembers().OfType<IPropertySymbol>())
            .Any(property => !property.IsIndexer && JsonNames.NameOf(property, symbols) == field.Name());

    private static Location PlaceOf(IPropertySymbol property, GatewaySymbols symbols, CancellationToken cancellationToken) =>
        JsonNames.Stated(property, symbols)?.Attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) is AttributeSyntax { ArgumentList.Arguments: { Count: > 0 } arguments }
            ? arguments[0].Expression.GetLocation()
            : property.Locations[0];
}
