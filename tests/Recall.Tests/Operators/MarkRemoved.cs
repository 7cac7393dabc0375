using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A narrowed failure log of a plain shape that nobody marked.</summary>
internal sealed class MarkRemoved : Operator
{
    private static readonly string[] PlainShapes = ["TryHandleAsync", "OnException", "OnExceptionAsync"];

    public override IEnumerable<Plant> Plants(GatewayCode code)
    {
        var marks = Recorder.Marks(code).Select(static list => TextEdit.Replace(list, string.Empty)).ToList();
        foreach (var recorder in Recorder.In(code).Where(IsPlain))
        {
            foreach (var (type, missed) in recorder.Narrowings(code).Take(2))
            {
                var edit = recorder.Clause is { } clause
                    ? TextEdit.Replace(clause.Declaration!.Type, type.ToDisplayString())
                    : TextEdit.At(
                        recorder.Block,
                        recorder.Block.OpenBraceToken.Span.End,
                        $"\nif ({recorder.Exception} is not {type.ToDisplayString()})\n{{\n{(recorder.Node is MethodDeclarationSyntax { Identifier.Text: "OnException" } ? "return" : "return false")};\n}}\n");
                yield return Plant(
                    code,
                    "narrowed log without a mark",
                    "TLM2001|TLM2003",
                    [.. marks, edit],
                    [CodeSpan.Of(recorder.Statements[0]), .. missed.Select(static thrown => CodeSpan.Of(thrown.Throw))],
                    type.Name);
            }
        }
    }

    // A clause around `next`, or a method that the platform calls with exceptions.
    private static bool IsPlain(Recorder recorder) =>
        recorder.IsAroundNext || (recorder.Node is MethodDeclarationSyntax method && PlainShapes.Contains(method.Identifier.Text));
}
