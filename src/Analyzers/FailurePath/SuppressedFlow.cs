using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Recognises code that runs while its function suppresses the flow of the execution context. Work that it starts does not inherit the trace.</summary>
internal static class SuppressedFlow
{
    public static bool IsAround(SyntaxNode code)
    {
        for (var inner = code; inner.Parent is { } outer and not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax); inner = outer)
        {
            if ((outer is UsingStatementSyntax used && used.Statement == inner && Suppresses(used.Expression ?? (SyntaxNode?)used.Declaration)) || IsSuppressedBefore(inner, outer))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSuppressedBefore(SyntaxNode statement, SyntaxNode outer)
    {
        var siblings = outer switch
        {
            BlockSyntax block => block.Statements,
            SwitchSectionSyntax section => section.Statements,
            CompilationUnitSyntax file => file.Members.OfType<GlobalStatementSyntax>().Select(static global => global.Statement),
            _ => [],
        };
        return siblings.TakeWhile(one => one.SpanStart < statement.SpanStart).LastOrDefault(static one => Calls(one, "SuppressFlow") || Calls(one, "RestoreFlow") || Calls(one, "Undo")) is { } last
            && last is LocalDeclarationStatementSyntax or ExpressionStatementSyntax
            && Suppresses(last);
    }

    private static bool Suppresses(SyntaxNode? code) => code is not null && Calls(code, "SuppressFlow");

    private static bool Calls(SyntaxNode code, string method) =>
        code.DescendantNodesAndSelf(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(node => node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } && name == method);
}
