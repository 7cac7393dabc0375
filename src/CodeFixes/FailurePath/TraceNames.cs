using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>Names the locals that hold the trace. Work behind a local with the trace uses that local.</summary>
internal sealed class TraceNames(SemanticModel model)
{
    private readonly List<(SyntaxNode Scope, string Name)> _made = [];

    /// <summary>The local in scope that holds <c>LlmTrace.Current</c>, declared by the author or by this fix; <see langword="null"/> if there is none.</summary>
    public string? Captured(SyntaxNode code)
    {
        var scopes = code.Ancestors().TakeWhile(static outer => outer is not MemberDeclarationSyntax or GlobalStatementSyntax && !IsStatic(outer)).ToList();
        var made = _made.FindLast(one => scopes.Contains(one.Scope));
        return made.Name ?? scopes.SelectMany(scope => Statements(scope).TakeWhile(before => before.Span.End <= code.SpanStart))
            .OfType<LocalDeclarationStatementSyntax>()
            .SelectMany(static declaration => declaration.Declaration.Variables)
            .FirstOrDefault(static variable => variable.Initializer?.Value.ToString() is "LlmTrace.Current" or "LlmTrace.Current!")?.Identifier.ValueText;
    }

    /// <summary>A new name for a local in a scope.</summary>
    public string Create(SyntaxNode scope)
    {
        var taken = new HashSet<string>(IdentifiersAround(scope), StringComparer.Ordinal);
        taken.UnionWith(_made.Select(static one => one.Name));
        var name = Enumerable.Range(1, int.MaxValue).Select(static number => number == 1 ? "trace" : $"trace{number}").First(name => !taken.Contains(name));
        _made.Add((scope, name));
        return name;
    }

    /// <summary>Whether a lambda can declare a local of a name.</summary>
    public bool IsFree(string name, AnonymousFunctionExpressionSyntax lambda) =>
        !lambda.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name)
        && !model.LookupSymbols(lambda.SpanStart, name: name).Any(static symbol => symbol is ILocalSymbol or IParameterSymbol);

    private static IEnumerable<string> IdentifiersAround(SyntaxNode scope) =>
        (scope.FirstAncestorOrSelf<MemberDeclarationSyntax>(static member => member is not GlobalStatementSyntax) ?? scope.SyntaxTree.GetRoot()).DescendantTokens()
            .Where(static token => token.IsKind(SyntaxKind.IdentifierToken))
            .Select(static token => token.ValueText);

    private static IEnumerable<StatementSyntax> Statements(SyntaxNode scope) => scope switch
    {
        BlockSyntax block => block.Statements,
        SwitchSectionSyntax section => section.Statements,
        CompilationUnitSyntax file => file.Members.OfType<GlobalStatementSyntax>().Select(static global => global.Statement),
        _ => [],
    };

    // A static function has no access to the locals around it.
    private static bool IsStatic(SyntaxNode outer) => outer switch
    {
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.StaticKeyword),
        AnonymousFunctionExpressionSyntax lambda => lambda.Modifiers.Any(SyntaxKind.StaticKeyword),
        _ => false,
    };
}
