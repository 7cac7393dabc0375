using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>The other field in a local, where the field was an argument of a method.</summary>
internal sealed class FieldHeld : Operator
{
    private const int MostArguments = 3;

    public override IEnumerable<Plant> Plants(GatewayCode code) =>
        (from field in MetadataField.In(code)
         where field.Literal.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax } }
         let statement = field.Surrounding as StatementSyntax
         where statement?.Parent is BlockSyntax
         select Plant(
             code,
             "name with the wrong field",
             "TLM1001",
             [TextEdit.Before(statement, $"string gatewayField = {field.Other};\n"), TextEdit.Replace(field.Literal, "gatewayField")],
             [CodeSpan.Of(statement), .. DeclarationUses.Find(code, field.File, statement)],
             "argument")).Take(MostArguments);
}
