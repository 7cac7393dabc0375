using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>The other field where one is named. The kind of the mistake follows from the code around the name.</summary>
internal sealed class FieldSwapped : Operator
{
    public override IEnumerable<Plant> Plants(GatewayCode code) =>
        from field in MetadataField.In(code)
        let kind = KindOf(field)
        where kind is not null
        select Plant(
            code,
            kind,
            kind == "typed property renamed" ? "TLM1006|TLM1001" : "TLM1001",
            [TextEdit.Replace(field.Literal, field.Other)],
            [CodeSpan.Of(field.Surrounding), .. UsesOf(code, field)]);

    private static string? KindOf(MetadataField field)
    {
        var literal = field.Literal;
        if (IsOneOfTwo(field))
        {
            return literal.FirstAncestorOrSelf<BinaryExpressionSyntax>(static node => node.IsKind(SyntaxKind.CoalesceExpression)) is null ? "choice with a wrong entry" : null;
        }

        return literal switch
        {
            _ when literal.FirstAncestorOrSelf<AttributeSyntax>() is not null => "typed property renamed",
            _ when field.Text.Contains('.', StringComparison.Ordinal) => "path text with the wrong field",
            { Parent: EqualsValueClauseSyntax or AssignmentExpressionSyntax } => "name with the wrong field",
            { Parent: BinaryExpressionSyntax or ConstantPatternSyntax or CaseSwitchLabelSyntax } => "enumeration of the wrong field",
            _ when literal.FirstAncestorOrSelf<AssignmentExpressionSyntax>()?.Left.ToString().Contains(".Items[", StringComparison.Ordinal) is true => "through HttpContext.Items",
            { Parent: ArgumentSyntax { Parent: BracketedArgumentListSyntax } } => "wrong field",
            { Parent: ArgumentSyntax { Parent: ArgumentListSyntax list } } => KindOf(field.File, list.Parent!),
            _ => null,
        };
    }

    private static string KindOf(CodeFile file, SyntaxNode call)
    {
        var target = file.Model.GetSymbolInfo(call).Symbol as IMethodSymbol;
        return target switch
        {
            { Name: "NameEquals" } => "enumeration of the wrong field",
            { DeclaringSyntaxReferences: [] } or null => "wrong field",
            { Parameters: [.., { IsParams: true }] } => "params path with the wrong field",
            _ => "wrong field given to a helper",
        };
    }

    // Two fields in one choice: a conditional, a switch, a dictionary, an if with else.
    private static bool IsOneOfTwo(MetadataField field) =>
        field.Literal.Ancestors()
            .TakeWhile(static node => node is not (BaseMethodDeclarationSyntax or TypeDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(node => node is ConditionalExpressionSyntax or SwitchExpressionSyntax or InitializerExpressionSyntax or IfStatementSyntax { Else: not null }
                or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression }
                && MetadataField.In(field.File, node).Select(static other => other.IsGateways).Distinct().Count() == 2);

    // The calls of the method that contains the literal, and the uses of the constant, local or type that does.
    private static IEnumerable<CodeSpan> UsesOf(GatewayCode code, MetadataField field) => DeclarationUses.Find(code, field.File, field.Literal);
}
