using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>The exceptions by which the guardrails of a compilation block, each with the <c>try</c> statements that it passes.</summary>
internal sealed class GuardrailExceptions
{
    private readonly ILookup<SyntaxNode, ThrownType> _passing;

    public GuardrailExceptions(FailurePathCode code)
    {
        var named = BlocksOf(code.Traced);
        var guardrails = code.Traced.Members.Where(static member => member.Kind == TracedSpanKind.Guardrail)
            .Select(member => code.Core(member.Method)).OfType<CodePlace>().ToList();
        _passing =
            (from function in code.Traced.Reached.Functions
             let body = code.Traced.Code.BodyOf(function, CancellationToken.None)
             where body is not null
             from thrown in CallGraph.OwnOperations(body).OfType<IThrowOperation>()
             let type = ThrownType.Of(thrown)
             where type is not null && (guardrails.Contains(function) ? IsOfAuthor(type.Type, code) : IsBlock(type.Type, named, code.Symbols))
             from attempt in code.Flow.Passed(thrown, function, type, CancellationToken.None)
             select (attempt.Syntax, type))
            .ToLookup(static passing => passing.Syntax, static passing => passing.type);
    }

    /// <summary>The exceptions that pass through the body of a <c>try</c> statement.</summary>
    public IEnumerable<ThrownType> In(ITryOperation attempt) => _passing[attempt.Syntax].Distinct();

    private static List<ITypeSymbol> BlocksOf(TracedCode code) =>
    [
        .. from member in code.Members
           where member.Kind == TracedSpanKind.Guardrail
           from argument in member.Attribute.NamedArguments
           where argument.Key == "Blocks" && argument.Value.Kind == TypedConstantKind.Array
           from type in argument.Value.Values
           where type.Value is ITypeSymbol
           select (ITypeSymbol)type.Value!,
    ];

    private static bool IsBlock(INamedTypeSymbol type, List<ITypeSymbol> named, FailureSymbols symbols) =>
        type.AllInterfaces.Any(one => GatewaySymbols.Same(one, symbols.GuardrailBlock))
        || named.Exists(block => new ThrownType(type, IsExact: true).Is(block) == Truth.True);

    // A guardrail that is out of order throws what the platform declares.
    private static bool IsOfAuthor(INamedTypeSymbol type, FailurePathCode code) =>
        GatewaySymbols.Same(type.ContainingAssembly, code.Traced.Code.Compilation.Assembly);
}
