using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A switch or dictionary that chooses the field, without one of its entries.</summary>
internal sealed class ChoiceEntryMissing : Operator
{
    public override IEnumerable<Plant> Plants(GatewayCode code) =>
        from file in code.Files
        from field in MetadataField.In(file, file.Root)
        let entry = field.Literal.Ancestors().FirstOrDefault(static node => node is SwitchExpressionArmSyntax { Pattern: not DiscardPatternSyntax } or AssignmentExpressionSyntax { Left: ImplicitElementAccessSyntax })
        where entry is not null && field.Literal.Parent == entry
        let comma = entry.GetLastToken().GetNextToken()
        select Plant(
            code,
            "choice without an entry",
            "TLM1001",
            [new TextEdit(file.Path, TextSpan.FromBounds(entry.FullSpan.Start, comma.FullSpan.End), string.Empty)],
            [CodeSpan.Of(entry.Parent!), .. DeclarationUses.Find(code, file, entry)]);
}
