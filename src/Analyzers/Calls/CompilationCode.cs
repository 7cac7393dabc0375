using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.Analyzers.Calls;

/// <summary>The operations of all code in a compilation, also of code outside the operation that an analyzer inspects.</summary>
internal sealed class CompilationCode(Compilation compilation)
{
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    public Compilation Compilation { get; } = compilation;

    public SemanticModel ModelOf(SyntaxTree tree) =>
        _models.GetOrAdd(tree, key => Compilation.GetSemanticModel(key));

    /// <summary>The body of a function; <see langword="null"/> if it has no body.</summary>
    public IOperation? BodyOf(CodePlace place, CancellationToken cancellationToken) =>
        FunctionAt(place, cancellationToken) is { } function ? ModelOf(place.Tree).GetOperation(function, cancellationToken) : null;

    /// <summary>The name of the function in messages.</summary>
    public string NameOf(CodePlace place, CancellationToken cancellationToken) =>
        FunctionAt(place, cancellationToken) is { } function && ModelOf(place.Tree).GetDeclaredSymbol(function, cancellationToken) is { } symbol
            ? symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction } ? symbol.Name : $"{symbol.ContainingType.Name}.{symbol.Name}"
            : "lambda";

    /// <summary>The functions around some code, innermost first.</summary>
    public static IEnumerable<SyntaxNode> FunctionsAround(SyntaxNode code) => code.Ancestors().Where(IsFunction);

    private static SyntaxNode? FunctionAt(CodePlace place, CancellationToken cancellationToken) =>
        place.Tree.GetRoot(cancellationToken).FindNode(place.Span, getInnermostNodeForTie: true)
            .AncestorsAndSelf()
            .TakeWhile(node => node.Span == place.Span)
            .FirstOrDefault(IsFunction);

    // The expression body of a property is its getter. Any other expression body is part of its member.
    private static bool IsFunction(SyntaxNode node) => node switch
    {
        ArrowExpressionClauseSyntax => node.Parent is BasePropertyDeclarationSyntax,
        BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax => true,
        _ => false,
    };
}
