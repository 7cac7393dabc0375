using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A guardrail's exception that does not come to the clause that records.</summary>
internal sealed class BlockUnrecorded : Operator
{
    public override IEnumerable<Plant> Plants(GatewayCode code)
    {
        foreach (var recorder in Recorder.In(code).Where(static recorder => recorder.Clause is not null))
        {
            var clause = recorder.Clause!;
            foreach (var block in recorder.Reached.Where(thrown => code.Throws.IsBlock(thrown.Type)).DistinctBy(static thrown => thrown.Type.Name))
            {
                var throws = recorder.Reached.Where(thrown => ThrownExceptions.Same(thrown.Type, block.Type)).Select(static thrown => CodeSpan.Of(thrown.Throw)).ToList();
                yield return Plant(
                    code,
                    "guardrail exception left out by a filter",
                    "TLM2003|TLM2001",
                    [TextEdit.At(clause, clause.Declaration!.Span.End, $" when ({recorder.Exception} is not {block.Type.ToDisplayString()})")],
                    throws);

                // A clause of the base in front: it answers, and does not record.
                if (code.Throws.Types.FirstOrDefault(type => block.Type.BaseType is { } parent && ThrownExceptions.Same(type, parent)) is { } wide
                    && !ThrownExceptions.Same(wide, recorder.Accepted))
                {
                    var answer = string.Join("\n", clause.Block.Statements.Except(recorder.Statements).Select(static statement => statement.ToString()));
                    yield return Plant(
                        code,
                        "guardrail exception caught before the recorder",
                        "TLM2003|TLM2001",
                        [TextEdit.Before(clause, $"catch ({wide.ToDisplayString()} {recorder.Exception})\n{{\n{answer}\n}}\n")],
                        throws);
                }
            }
        }
    }
}
