using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>The provider's field first, where the gateway's comes first.</summary>
internal sealed class FallbackSwapped : Operator
{
    public override IEnumerable<Plant> Plants(GatewayCode code) =>
        from file in code.Files
        from fallback in file.Nodes<BinaryExpressionSyntax>()
        where fallback.IsKind(SyntaxKind.CoalesceExpression)
        let left = MetadataField.In(file, fallback.Left).ToList()
        let right = MetadataField.In(file, fallback.Right).ToList()
        where left is [{ IsGateways: true }] && right is [{ IsGateways: false }]
        select Plant(
            code,
            "fallback in the wrong order",
            "TLM1001",
            [TextEdit.Replace(left[0].Literal, left[0].Other), TextEdit.Replace(right[0].Literal, right[0].Other)],
            [CodeSpan.Of(left[0].Surrounding)]);
}
