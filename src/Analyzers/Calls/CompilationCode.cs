using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.Analyzers.Calls;

/// <summary>
/// The code of one compilation, and everything that the rules compute about it. It is the only way from a symbol to syntax:
/// in a workspace a symbol of a referenced project has syntax that belongs to another compilation, and this compilation has
/// no semantic model for that syntax.
/// </summary>
internal sealed class CompilationCode
{
    private static readonly ConditionalWeakTable<Compilation, CompilationCode> PerCompilation = new();

    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    private readonly ConcurrentDictionary<Type, object> _shared = new();

    private CompilationCode(Compilation compilation) => Compilation = compilation;

    public Compilation Compilation { get; }

    /// <summary>Guards all values that the rules compute about the compilation and share.</summary>
    public object Lock { get; } = new();

    public SourceNames Names => Get(static (code, _) => new SourceNames(code.Compilation), default);

    public static CompilationCode Get(Compilation compilation) => PerCompilation.GetValue(compilation, static key => new(key));

    /// <summary>The one <typeparamref name="T"/> of the compilation, created on first use.</summary>
    /// <typeparam name="T">What the rules share.</typeparam>
    public T Get<T>(Func<CompilationCode, CancellationToken, T> create, CancellationToken cancellationToken)
        where T : class =>
        ((Computed<T>)_shared.GetOrAdd(typeof(T), _ => new Computed<T>(Lock, token => create(this, token)))).Get(cancellationToken);

    /// <summary>Whether a syntax tree belongs to the compilation.</summary>
    public bool Contains(SyntaxTree tree) => Compilation.ContainsSyntaxTree(tree);

    /// <summary>The semantic model of a syntax tree of the compilation. All rules share it, so that the compiler binds each function once.</summary>
    public SemanticModel ModelOf(SyntaxTree tree) =>
#pragma warning disable RS0030 // The one place that may create a semantic model.
        _models.GetOrAdd(tree, key => Compilation.GetSemanticModel(key));
#pragma warning restore RS0030

    /// <summary>The declarations of a symbol in the compilation; empty for a symbol of another assembly.</summary>
    public IEnumerable<SyntaxNode> DeclarationsOf(ISymbol symbol, CancellationToken cancellationToken) =>
        ReferencesOf(symbol).Select(reference => reference.GetSyntax(cancellationToken));

    /// <summary>Whether the compilation declares a symbol.</summary>
    public bool Declares(ISymbol symbol) => ReferencesOf(symbol).Any();

    /// <summary>The place of the body of <paramref name="method"/>; <see langword="null"/> if the method is in another assembly.</summary>
    public CodePlace? PlaceOf(IMethodSymbol method)
    {
        var written = (method.ReducedFrom ?? method).OriginalDefinition;
        return ReferencesOf(written.PartialImplementationPart ?? written).FirstOrDefault() is { } reference
            ? new CodePlace(reference.SyntaxTree, reference.Span)
            : null;
    }

    /// <summary>The body of a function; <see langword="null"/> if it has no body.</summary>
    public IOperation? BodyOf(CodePlace place, CancellationToken cancellationToken) =>
        FunctionAt(place, cancellationToken) is { } function ? ModelOf(place.Tree).GetOperation(function, cancellationToken) : null;

    /// <summary>The syntax of a function.</summary>
    public static SyntaxNode? FunctionAt(CodePlace place, CancellationToken cancellationToken) =>
        place.Tree.GetRoot(cancellationToken).FindNode(place.Span, getInnermostNodeForTie: true)
            .AncestorsAndSelf()
            .TakeWhile(node => node.Span == place.Span)
            .FirstOrDefault(IsFunction);

    /// <summary>The name of the function in messages.</summary>
    public string NameOf(CodePlace place, CancellationToken cancellationToken) =>
        FunctionAt(place, cancellationToken) is { } function && ModelOf(place.Tree).GetDeclaredSymbol(function is ArrowExpressionClauseSyntax ? function.Parent! : function, cancellationToken) is { } symbol
            ? symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction } ? symbol.Name : $"{symbol.ContainingType.Name}.{((symbol as IMethodSymbol)?.AssociatedSymbol ?? symbol).Name}"
            : "lambda";

    /// <summary>The functions around some code, innermost first.</summary>
    public static IEnumerable<SyntaxNode> FunctionsAround(SyntaxNode code) => code.Ancestors().Where(IsFunction);

    private IEnumerable<SyntaxReference> ReferencesOf(ISymbol symbol) =>
#pragma warning disable RS0030 // The one place that may ask a symbol for its syntax.
        symbol.DeclaringSyntaxReferences.Where(reference => Contains(reference.SyntaxTree));
#pragma warning restore RS0030

    /// <summary>Whether a node is a function. The expression body of a property is its getter. Any other expression body is part of its member.</summary>
    public static bool IsFunction(SyntaxNode node) => node switch
    {
        ArrowExpressionClauseSyntax => node.Parent is BasePropertyDeclarationSyntax,
        BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax => true,
        _ => false,
    };
}
