using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A choice between the two fields with all of its answers exchanged.</summary>
internal sealed class ChoiceTurned : Operator
{
    public override IEnumerable<Plant> Plants(GatewayCode code) =>
        from file in code.Files
        from node in file.Root.DescendantNodes()
        where node is ConditionalExpressionSyntax or SwitchExpressionSyntax or IfStatementSyntax { Else: not null } or InitializerExpressionSyntax
        let fields = MetadataField.In(file, node).ToList()
        where fields.Select(static field => field.IsGateways).Distinct().Count() == 2
        select Plant(
            code,
            "choice turned round",
            "TLM1001",
            fields.Select(static field => TextEdit.Replace(field.Literal, field.Other)),
            [CodeSpan.Of(fields[0].Surrounding), CodeSpan.Of(node), .. DeclarationUses.Find(code, file, node)]);
}
