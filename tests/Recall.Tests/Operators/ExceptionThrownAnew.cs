using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A throw of a type that the gateway's failure log does not accept.</summary>
internal sealed class ExceptionThrownAnew : Operator
{
    public override IEnumerable<Plant> Plants(GatewayCode code)
    {
        var recorder = Recorder.In(code).FirstOrDefault(recorder => code.Throws.Types.Any(type => ThrownExceptions.Same(type, recorder.Accepted)));
        if (recorder is null)
        {
            yield break;
        }

        var turn = 0;
        foreach (var thrown in recorder.Reached)
        {
            var isPlatforms = turn++ % 2 == 0;
            TextEdit[] edits = isPlatforms
                ? [TextEdit.Replace(thrown.Creation, "new System.InvalidOperationException(\"not ready\")")]
                : [
                    TextEdit.Replace(thrown.Creation, "new NotReadyException()"),
                    TextEdit.At(thrown.Throw, thrown.File.Root.FullSpan.End, "\npublic sealed class NotReadyException() : System.Exception(\"not ready\");\n"),
                ];
            yield return Plant(code, "exception of a new type", "TLM2001|TLM2003", edits, [CodeSpan.Of(thrown.Throw)], isPlatforms ? "InvalidOperationException" : "NotReadyException");
        }
    }
}
