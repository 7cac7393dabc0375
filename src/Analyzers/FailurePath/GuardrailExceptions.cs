using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow.Exceptions;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>The exceptions that the guardrails of a compilation throw to block.</summary>
internal sealed class GuardrailExceptions
{
    public GuardrailExceptions(FailurePathCode code, CancellationToken cancellationToken)
    {
        var foreign = ForeignExceptions.Get(code.Traced.Code, cancellationToken);
        var named = BlocksOf(code.Traced, cancellationToken);
        named.AddRange(foreign.Blocks);
        var guardrails = code.Traced.Members(cancellationToken).Where(static member => member.Kind == TracedSpanKind.Guardrail)
            .Select(member => code.Core(member.Method)).OfType<CodePlace>().ToImmutableHashSet();

        // Without an exception that blocks, the reach of traced code is not needed. Computing it is expensive.
        IEnumerable<CodePlace> functions = foreign.KnowsAny || ThrowSites.Find(code.Traced.Code.Compilation, cancellationToken).Any(site => MayBlock(site, guardrails, named, code))
            ? code.Traced.Reached(cancellationToken).Functions
            : [];
        Thrown =
        [
            .. from function in functions
               where foreign.KnowsAny || ThrowSites.Has(function, cancellationToken)
               let body = code.Traced.Code.BodyOf(function, cancellationToken)
               where body is not null
               from operation in CallGraph.OwnOperations(body)
               from type in operation is IThrowOperation thrown ? ThrownTypes.Find(thrown, code.Traced.Code, cancellationToken) : foreign.ThrownBy(operation, cancellationToken)
               where operation is IThrowOperation && guardrails.Contains(function) ? !PlatformTypes.IsOf(type.Type) : IsBlock(type.Type, named, code.Symbols)
               from site in operation is IThrowOperation ? [operation] : Propagation.SitesOf(operation, code.Symbols)
               select (site, function, type),
        ];
    }

    /// <summary>The throws, and the calls of other projects' methods that throw.</summary>
    public ImmutableArray<(IOperation Site, CodePlace Function, ThrownType Type)> Thrown { get; }

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

    private static List<ITypeSymbol> BlocksOf(TracedCode code, CancellationToken cancellationToken) =>
    [
        .. from member in code.Members(cancellationToken)
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
}
