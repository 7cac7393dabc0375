using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A test in front of the recording, so that exceptions of other types are not recorded.</summary>
internal sealed class RecorderNarrowed : Operator
{
    public override IEnumerable<Plant> Plants(GatewayCode code)
    {
        var turn = 0;
        foreach (var recorder in Recorder.In(code))
        {
            var narrowings = recorder.Narrowings(code).ToList();
            if (narrowings.Count == 0)
            {
                continue;
            }

            foreach (var narrow in Ways(recorder))
            {
                var (type, missed) = narrowings[turn++ % narrowings.Count];
                var (kind, edits) = narrow(type.ToDisplayString());
                yield return Plant(
                    code,
                    kind,
                    "TLM2001|TLM2003",
                    edits,
                    [CodeSpan.Of(recorder.Statements[0]), .. missed.Select(static thrown => CodeSpan.Of(thrown.Throw))],
                    type.Name);
            }
        }
    }

    private static IEnumerable<Func<string, (string Kind, ImmutableArray<TextEdit> Edits)>> Ways(Recorder recorder)
    {
        var exception = recorder.Exception;
        var recording = TextSpan.FromBounds(recorder.Statements[0].SpanStart, recorder.Statements[^1].Span.End);
        var recordingText = recorder.File.Tree.GetText().ToString(recording);
        if (recorder.Clause is { } clause)
        {
            var function = recorder.Function;
            yield return type => ("catch narrowed to a type", [TextEdit.Replace(clause.Declaration!.Type, type)]);
            yield return type => ("filter added", [TextEdit.At(clause, clause.Declaration!.Span.End, $" when ({exception} is {type})")]);
            yield return type => (
                "predicate in a filter",
                [
                    TextEdit.At(clause, clause.Declaration!.Span.End, $" when (IsOurs({exception}))"),
                    function is MethodDeclarationSyntax method
                        ? TextEdit.Before(method, $"private static bool IsOurs(System.Exception thrown) => thrown is {type};\n\n")
                        : TextEdit.Before(clause.Parent!, $"static bool IsOurs(System.Exception thrown) => thrown is {type};\n"),
                ]);
        }

        yield return type => ("if around the recording", [new TextEdit(recorder.File.Path, recording, $"if ({exception} is {type})\n{{\n{recordingText}\n}}\n")]);
        yield return type => (
            "switch around the recording",
            [new TextEdit(recorder.File.Path, recording, $"switch ({exception})\n{{\ncase {type}:\n{recordingText}\nbreak;\n}}\n")]);
        if (EarlyReturn(recorder) is { } early)
        {
            yield return type => ("early return", [TextEdit.At(recorder.Block, recorder.Block.OpenBraceToken.Span.End, $"\nif ({exception} is not {type})\n{{\n{early};\n}}\n")]);
        }

        if (recorder.Block.Statements.Count > recorder.Statements.Length && recorder.Block.Statements[^1] is not (ReturnStatementSyntax or ThrowStatementSyntax))
        {
            var all = TextSpan.FromBounds(recorder.Block.Statements[0].SpanStart, recorder.Block.Statements[^1].Span.End);
            yield return type => (
                "if around the clause",
                [new TextEdit(recorder.File.Path, all, $"if ({exception} is {type})\n{{\n{recorder.File.Tree.GetText().ToString(all)}\n}}\n")]);
        }
    }

    private static string? EarlyReturn(Recorder recorder)
    {
        var returned = recorder.Function switch
        {
            MethodDeclarationSyntax method => method.ReturnType.ToString(),
            LocalFunctionStatementSyntax function => function.ReturnType.ToString(),
            AnonymousFunctionExpressionSyntax { AsyncKeyword.RawKind: not 0 } lambda when lambda.DescendantNodes().OfType<ReturnStatementSyntax>().All(static statement => statement.Expression is null) => "void",
            _ => null,
        };
        var isAsync = recorder.Function is MethodDeclarationSyntax declared && declared.Modifiers.Any(static modifier => modifier.Text == "async");
        return returned switch
        {
            "void" => "return",
            "Task" => isAsync ? "return" : "return Task.CompletedTask",
            "bool" or "ValueTask<bool>" or "Task<bool>" => "return false",
            _ => null,
        };
    }
}
