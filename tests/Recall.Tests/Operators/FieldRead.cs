using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A read of a metadata field by indexer, <c>body["metadata"]</c>, in a statement in front of which another can stand.</summary>
/// <param name="Field">The field.</param>
/// <param name="Access">The read.</param>
/// <param name="Statement">The statement.</param>
internal sealed record FieldRead(MetadataField Field, ElementAccessExpressionSyntax Access, StatementSyntax Statement)
{
    /// <summary>The object that is read.</summary>
    public string Object => Access.Expression.ToString();

    /// <summary>The type of what is read.</summary>
    public ITypeSymbol Type => Field.File.Model.GetTypeInfo(Access).Type!;

    /// <summary>The read as the author writes it, with the other field.</summary>
    public string WrongAccess => $"{Object}[{Field.Other}]";

    /// <summary>An expression of the <c>HttpContext</c> that is in scope; null if there is none.</summary>
    public string? HttpContext =>
        Field.File.Model.LookupSymbols(Statement.SpanStart)
            .Select(static symbol => (symbol.Name, Type: (symbol as ILocalSymbol)?.Type.Name ?? (symbol as IParameterSymbol)?.Type.Name))
            .Where(static variable => variable.Type is "HttpContext" or "HttpRequest")
            .Select(static variable => variable.Type == "HttpContext" ? variable.Name : variable.Name + ".HttpContext")
            .FirstOrDefault();

    /// <summary>The reads of a gateway, one for each statement.</summary>
    public static IEnumerable<FieldRead> In(GatewayCode code) =>
        (from field in MetadataField.In(code)
         where field.Literal.Parent is ArgumentSyntax { Parent: BracketedArgumentListSyntax { Parent: ElementAccessExpressionSyntax { Expression: IdentifierNameSyntax } } }
         let access = (ElementAccessExpressionSyntax)field.Literal.Parent!.Parent!.Parent!
         let statement = StatementOf(access)
         where statement is not null && !IsChosen(field, statement)
         select new FieldRead(field, access, statement)).DistinctBy(static read => read.Statement);

    private static StatementSyntax? StatementOf(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax:
                    return null;
                case StatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax or SwitchSectionSyntax } statement:
                    return statement;
            }
        }

        return null;
    }

    // Both fields in one statement: another operator turns such a choice round.
    private static bool IsChosen(MetadataField field, StatementSyntax statement) =>
        MetadataField.In(field.File, statement).Select(static other => other.IsGateways).Distinct().Count() > 1
        || statement.Ancestors().OfType<IfStatementSyntax>().Any(static choice => choice.Else is not null);
}
