using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>The statements that use what is declared around a place: calls of its method, reads of its constant or property.</summary>
internal static class DeclarationUses
{
    public static IEnumerable<CodeSpan> Find(GatewayCode code, CodeFile file, SyntaxNode place)
    {
        var names = place.Ancestors().Select(NameOf).OfType<string>().Take(2).ToHashSet();
        return from other in code.Files
               from name in other.Nodes<SimpleNameSyntax>()
               where names.Contains(name.Identifier.Text)
               let statement = name.Ancestors().FirstOrDefault(static node => node is StatementSyntax and not BlockSyntax or ArrowExpressionClauseSyntax)
               where statement is not null && other.Layer >= file.Layer
               select CodeSpan.Of(statement);
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        VariableDeclaratorSyntax variable => variable.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        _ => null,
    };
}
