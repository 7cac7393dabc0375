using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>
/// A recording that is gone: that of a failure log or of a clause around the rest of the pipeline, or that of one branch. A clause
/// of a single handler may answer without a record.
/// </summary>
internal sealed class RecordingRemoved : Operator
{
    public override IEnumerable<Plant> Plants(GatewayCode code)
    {
        foreach (var recorder in Recorder.In(code))
        {
            var places = recorder.Reached.Select(static thrown => CodeSpan.Of(thrown.Throw)).Append(CodeSpan.Of(recorder.Node)).ToList();
            if (recorder.Clause is null || recorder.IsAroundNext)
            {
                yield return Plant(code, "recording removed", "TLM2001|TLM2002|TLM2003", recorder.Statements.Select(static statement => TextEdit.Replace(statement, string.Empty)), places);
            }

            if (recorder.Statements is [SwitchStatementSyntax or IfStatementSyntax { Else: not null }])
            {
                foreach (var (branch, _) in Branches(recorder).Where(branch => recorder.Reached.Any(thrown => branch.Accepts(thrown.Type))))
                {
                    yield return Plant(code, "recording removed in a branch", "TLM2001|TLM2003", [TextEdit.Replace(branch, string.Empty)], [.. places, CodeSpan.Of(recorder.Statements[0])]);
                }
            }
        }
    }

    // The statements that record, each with a test of the types that come to it.
    private static IEnumerable<(ExpressionStatementSyntax Statement, Func<ITypeSymbol, bool> Accepts)> Branches(Recorder recorder)
    {
        var earlier = new List<ITypeSymbol>();
        var branches = recorder.Statements[0] switch
        {
            SwitchStatementSyntax choice => choice.Sections.Select(static section => (Node: (SyntaxNode)section, Test: (SyntaxNode?)section.Labels.OfType<CasePatternSwitchLabelSyntax>().FirstOrDefault()?.Pattern)),
            IfStatementSyntax choice => [(choice.Statement, (choice.Condition as IsPatternExpressionSyntax)?.Pattern), (choice.Else!.Statement, null)],
            _ => [],
        };
        foreach (var (node, test) in branches)
        {
            ITypeSymbol[] before = [.. earlier];
            var type = (test as DeclarationPatternSyntax)?.Type is { } tested ? recorder.File.Model.GetTypeInfo(tested).Type : null;
            foreach (var statement in node.DescendantNodes().OfType<ExpressionStatementSyntax>())
            {
                yield return (statement, thrown => (type is null || ThrownExceptions.Derives(thrown, type)) && !before.Any(other => ThrownExceptions.Derives(thrown, other)));
            }

            earlier.AddRange(type is null ? [] : [type]);
        }
    }
}
