using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Common;

/// <summary>The types that hold, start and carry spans, looked up once for each compilation.</summary>
internal sealed class SpanSymbols
{
    /// <summary>The names of the methods that start a span or a scope.</summary>
    public static readonly ImmutableArray<string> Starts = ["StartStage", "StartGuardrail", "StartCall", "StartActivity", "Start", "Use"];

    private SpanSymbols(Compilation compilation)
    {
        INamedTypeSymbol? Type(string metadataName) => compilation.GetTypesByMetadataName(metadataName).FirstOrDefault();

        Activity = Type("System.Diagnostics.Activity");
        ActivitySource = Type("System.Diagnostics.ActivitySource");
        ExecutionContext = Type("System.Threading.ExecutionContext");
        LlmSpan = Type("TracedLlm.LlmSpan");
        LlmTrace = Type("TracedLlm.LlmTrace");
        LlmTraceScope = Type("TracedLlm.LlmTraceScope");
        ApplicationBuilder = Type("Microsoft.AspNetCore.Builder.IApplicationBuilder");
    }

    public INamedTypeSymbol? Activity { get; }

    public INamedTypeSymbol? ActivitySource { get; }

    public INamedTypeSymbol? ExecutionContext { get; }

    public INamedTypeSymbol? LlmSpan { get; }

    public INamedTypeSymbol? LlmTrace { get; }

    public INamedTypeSymbol? LlmTraceScope { get; }

    public INamedTypeSymbol? ApplicationBuilder { get; }

    /// <summary>The symbols of a compilation; <see langword="null"/> if the compilation does not reference TracedLlm.</summary>
    public static SpanSymbols? Get(Compilation compilation) => KnownSymbols.Get(compilation).SpanTag is null
        ? null
        : CompilationCode.Get(compilation).Get(static (code, _) => new SpanSymbols(code.Compilation), default);

    /// <summary>Whether a value of a type is a span that the code must end.</summary>
    public bool IsSpan(ITypeSymbol? type) =>
        GatewaySymbols.Same(type, LlmSpan) || GatewaySymbols.Same(type, Activity) || GatewaySymbols.Same(type, LlmTraceScope);

    /// <summary>Whether a call starts a span or a trace scope that the code must end.</summary>
    public bool IsStart(IMethodSymbol method) => method.Name switch
    {
        "StartStage" or "StartGuardrail" or "StartCall" => GatewaySymbols.Same(method.ContainingType, LlmSpan),
        "StartActivity" => GatewaySymbols.Same(method.ContainingType, ActivitySource),
        "Start" => GatewaySymbols.Same(method.ContainingType, Activity),
        "Use" => GatewaySymbols.Same(method.ContainingType, LlmTrace),
        _ => false,
    };
}
