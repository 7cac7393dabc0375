using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.Analyzers.Calls;

/// <summary>The operations of any code of a compilation, beside the code that an analyzer is called for.</summary>
internal sealed class CompilationCode(Compilation compilation)
{
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    public Compilation Compilation { get; } = compilation;

    public SemanticModel ModelOf(SyntaxTree tree) =>
        _models.GetOrAdd(tree, key => Compilation.GetSemanticModel(key));

    /// <summary>The body of a function; <see langword="null"/> if it has none.</summary>
    public IOperation? BodyOf(CodePlace place, CancellationToken cancellationToken) =>
        FunctionAt(place, cancellationToken) is { } function ? ModelOf(place.Tree).GetOperation(function, cancellationToken) : null;

    /// <summary>What an author calls the function.</summary>
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

    // The arrow of a property stands for its getter; that of anything else is part of it.
    private static bool IsFunction(SyntaxNode node) => node switch
    {
        ArrowExpressionClauseSyntax => node.Parent is BasePropertyDeclarationSyntax,
        BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax => true,
        _ => false,
    };
}
