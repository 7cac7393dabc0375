using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Common;

/// <summary>The types that the rules ask about, looked up once for each compilation.</summary>
internal sealed class GatewaySymbols
{
    private GatewaySymbols(Compilation compilation)
    {
        INamedTypeSymbol? Type(string metadataName) => compilation.GetTypesByMetadataName(metadataName).FirstOrDefault();

        TracedRoute = Type("TracedLlm.TracedLlmRouteAttribute");
        GatewayMetadata = Type("TracedLlm.GatewayMetadataAttribute");
        MetadataKey = Type("TracedLlm.MetadataKeyAttribute");
        RouteExtensions = Type("Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions");
        WebApplication = Type("Microsoft.AspNetCore.Builder.WebApplication");
        RequestDelegate = Type("Microsoft.AspNetCore.Http.RequestDelegate");
        RouteTemplateProvider = Type("Microsoft.AspNetCore.Mvc.Routing.IRouteTemplateProvider");
        HttpContext = Type("Microsoft.AspNetCore.Http.HttpContext");
        HttpRequest = Type("Microsoft.AspNetCore.Http.HttpRequest");
        HttpRequestOptions = Type("System.Net.Http.HttpRequestOptions");
        JsonElement = Type("System.Text.Json.JsonElement");
        JsonNode = Type("System.Text.Json.Nodes.JsonNode");
        JsonPropertyName = Type("System.Text.Json.Serialization.JsonPropertyNameAttribute");
        DictionaryOf = Type("System.Collections.Generic.IDictionary`2");
        ReadOnlyDictionaryOf = Type("System.Collections.Generic.IReadOnlyDictionary`2");
        Traces = [.. new[]
        {
            Type("System.Diagnostics.Activity"), Type("System.Diagnostics.ActivityContext"),
            Type("TracedLlm.LlmSpan"), Type("TracedLlm.LlmTrace"), Type("TracedLlm.LlmTraceScope"),
            Type("OpenTelemetry.Trace.TelemetrySpan"), Type("OpenTelemetry.Trace.SpanContext"),
        }.OfType<INamedTypeSymbol>()];
    }

    /// <summary><c>[TracedLlmRoute]</c>; <see langword="null"/> where the runtime is not referenced.</summary>
    public INamedTypeSymbol? TracedRoute { get; }

    public INamedTypeSymbol? GatewayMetadata { get; }

    public INamedTypeSymbol? MetadataKey { get; }

    public INamedTypeSymbol? RouteExtensions { get; }

    public INamedTypeSymbol? WebApplication { get; }

    public INamedTypeSymbol? RequestDelegate { get; }

    public INamedTypeSymbol? RouteTemplateProvider { get; }

    public INamedTypeSymbol? HttpContext { get; }

    public INamedTypeSymbol? HttpRequest { get; }

    public INamedTypeSymbol? HttpRequestOptions { get; }

    public INamedTypeSymbol? JsonElement { get; }

    public INamedTypeSymbol? JsonNode { get; }

    public INamedTypeSymbol? JsonPropertyName { get; }

    public INamedTypeSymbol? DictionaryOf { get; }

    public INamedTypeSymbol? ReadOnlyDictionaryOf { get; }

    /// <summary>The types that hold a span.</summary>
    public IReadOnlyList<INamedTypeSymbol> Traces { get; }

    public static GatewaySymbols Get(Compilation compilation) => CompilationCode.Get(compilation).Get(static (code, _) => new GatewaySymbols(code.Compilation), default);

    /// <summary>Whether <paramref name="attribute"/> traces a route, with a type for the gateway's own keys or without.</summary>
    public bool IsTracedRoute(AttributeData attribute) =>
        TracedRoute is not null && (Same(attribute.AttributeClass, TracedRoute) || Same(attribute.AttributeClass?.BaseType, TracedRoute));

    public static bool Same(ISymbol? one, ISymbol? other) => one is not null && SymbolEqualityComparer.Default.Equals(one, other);
}
