using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Common;

/// <summary>The types that the rules of the failure path ask about, looked up once for each compilation.</summary>
internal sealed class FailureSymbols
{
    private const string RecordException = "RecordException";

    private FailureSymbols(Compilation compilation)
    {
        INamedTypeSymbol? Type(string metadataName) => compilation.GetTypesByMetadataName(metadataName).FirstOrDefault();

        Exception = Type("System.Exception");
        FailureLoggingPath = Type("TracedLlm.FailureLoggingPathAttribute");
        GuardrailBlock = Type("TracedLlm.IGuardrailBlock");
        GuardrailOutcome = Type("TracedLlm.GuardrailOutcome");
        Trace = Type("TracedLlm.LlmTrace");
        Span = Type("TracedLlm.LlmSpan");
        Tasks = [.. new[]
        {
            Type("System.Threading.Tasks.Task"), Type("System.Threading.Tasks.Task`1"),
            Type("System.Threading.Tasks.ValueTask"), Type("System.Threading.Tasks.ValueTask`1"),
        }.OfType<INamedTypeSymbol>()];
    }

    public INamedTypeSymbol? Exception { get; }

    public INamedTypeSymbol? FailureLoggingPath { get; }

    public INamedTypeSymbol? GuardrailBlock { get; }

    public INamedTypeSymbol? GuardrailOutcome { get; }

    public INamedTypeSymbol? Trace { get; }

    public INamedTypeSymbol? Span { get; }

    private IReadOnlyList<INamedTypeSymbol> Tasks { get; }

    public static FailureSymbols Get(Compilation compilation) => CompilationCode.Get(compilation).Get(static (code, _) => new FailureSymbols(code.Compilation), default);

    public bool IsTask(ITypeSymbol? type) => type is not null && Tasks.Any(task => GatewaySymbols.Same(type.OriginalDefinition, task));

    public bool IsException(ITypeSymbol? type) => type is not null && Exception is not null && MetadataNames.WithBasesOf(type).Any(one => GatewaySymbols.Same(one, Exception));

    /// <summary>Whether <paramref name="method"/>, or what it overrides or implements, is marked with <c>[FailureLoggingPath]</c>.</summary>
    public bool IsLoggingPath(IMethodSymbol method) => method.GetAttributes().Any(attribute => GatewaySymbols.Same(attribute.AttributeClass, FailureLoggingPath))
        || (method.OverriddenMethod is { } overridden && IsLoggingPath(overridden));

    /// <summary>Whether <paramref name="operation"/> records an exception on a span of TracedLlm.</summary>
    public bool IsRecording(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { Name: RecordException } method }
        && (GatewaySymbols.Same(method.ContainingType, Trace) || GatewaySymbols.Same(method.ContainingType, Span));
}
