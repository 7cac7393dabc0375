using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A guardrail whose own result type nothing explains to the trace.</summary>
internal sealed class GuardrailResultRemoved : Operator
{
    public override IEnumerable<Plant> Plants(GatewayCode code) =>
        from file in code.Files
        from list in file.Nodes<AttributeListSyntax>()
        where list.Attributes is [var only] && only.Name.ToString() == "GuardrailResult"
        select Plant(code, "guardrail result unexplained", "TLM3010", [TextEdit.Replace(list, string.Empty)], [CodeSpan.Of(list.Parent!)]);
}
