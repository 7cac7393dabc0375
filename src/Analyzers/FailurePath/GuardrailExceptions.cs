using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>The exceptions that the guardrails of a compilation throw to block, each with the <c>try</c> statements that it passes.</summary>
internal sealed class GuardrailExceptions
{
    private readonly ILookup<SyntaxNode, ThrownType> _passing;

    public GuardrailExceptions(FailurePathCode code)
    {
        var named = BlocksOf(code.Traced);
        var guardrails = code.Traced.Members.Where(static member => member.Kind == TracedSpanKind.Guardrail)
            .Select(member => code.Core(member.Method)).OfType<CodePlace>().ToImmutableHashSet();

        // Without an exception that blocks, the reach of traced code is not needed. Computing it is expensive.
        IEnumerable<CodePlace> functions = ThrowSites.Find(code.Traced.Code.Compilation).Any(site => MayBlock(site, guardrails, named, code))
            ? code.Traced.Reached.Functions
            : [];
        _passing =
            (from function in functions
             where ThrowSites.Has(function)
             let body = code.Traced.Code.BodyOf(function, CancellationToken.None)
             where body is not null
             from thrown in CallGraph.OwnOperations(body).OfType<IThrowOperation>()
             from type in ThrownType.TypesOf(thrown)
             where (guardrails.Contains(function) ? IsOfAuthor(type.Type, code) : IsBlock(type.Type, named, code.Symbols))
             from attempt in code.Flow.Passed(thrown, function, type, CancellationToken.None)
             select (attempt.Syntax, type))
            .ToLookup(static passing => passing.Syntax, static passing => passing.type);
    }

    /// <summary>The exceptions that pass through the body of a <c>try</c> statement.</summary>
    public IEnumerable<ThrownType> ThrownIn(ITryOperation attempt) => _passing[attempt.Syntax].Distinct();

    /// <summary>Whether a throw may be a guardrail's block, judged by its syntax alone.</summary>
    private static bool MayBlock(ExpressionSyntax site, ImmutableHashSet<CodePlace> guardrails, List<ITypeSymbol> named, FailurePathCode code) =>
        CompilationCode.FunctionsAround(site).Any(function => guardrails.Contains(CodePlace.PlaceOf(function)))
        || site switch
        {
            // The type of a variable does not show the type of its exception.
            IdentifierNameSyntax or MemberAccessExpressionSyntax => false,
            ObjectCreationExpressionSyntax { Type: var written } => TypeOf(written, code) is not { } type || IsBlock(type, named, code.Symbols),
            _ => true,
        };

    private static INamedTypeSymbol? TypeOf(TypeSyntax written, FailurePathCode code) =>
        code.Traced.Code.ModelOf(written.SyntaxTree).GetSpeculativeTypeInfo(written.SpanStart, written, SpeculativeBindingOption.BindAsTypeOrNamespace).Type is INamedTypeSymbol { TypeKind: not TypeKind.Error } type
            ? type
            : null;

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
        || named.Exists(block => new ThrownType(type, IsExact: true).Is(block) == TriState.True);

    // A broken guardrail throws exceptions of the platform, which are not blocks.
    private static bool IsOfAuthor(INamedTypeSymbol type, FailurePathCode code) =>
        GatewaySymbols.Same(type.ContainingAssembly, code.Traced.Code.Compilation.Assembly);
}
