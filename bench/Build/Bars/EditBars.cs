using Microsoft.CodeAnalysis;
using TracedLlm.Bench.Build.Compiler;

namespace TracedLlm.Bench.Build.Bars;

/// <summary>An edit outside of traced code runs no generator output again; an edit of a traced method runs only the output of that method.</summary>
internal static class EditBars
{
    private const string Business = "Area0/OrderReport0.cs";
    private const string Traced = "Area0/Provider0.cs";

    public static IEnumerable<Bar> Measure(InProcess gateway)
    {
        var driver = InProcess.Driver();
        var ran = OutputsRun(driver = driver.RunGenerators(gateway.Compilation));
        driver = driver.RunGenerators(gateway.Edited(Business, "StringBuilder _text", "StringBuilder _lines = new(), _text"));
        yield return new Bar($"an edit elsewhere: outputs run again, of {ran}", OutputsRun(driver), 0, 0, "");

        // This edit of a traced method's parameter shows that the bar can fail.
        driver = InProcess.Driver().RunGenerators(gateway.Compilation);
        driver = driver.RunGenerators(gateway.Edited(Traced, "Request0 request, int attempt", "Request0 request, int number"));
        yield return new Bar($"an edit of a traced method: outputs run again, of {ran}", OutputsRun(driver), 1, 0, "");
    }

    private static int OutputsRun(GeneratorDriver driver) => driver.GetRunResult().Results
        .SelectMany(static result => result.TrackedOutputSteps.Values)
        .SelectMany(static steps => steps)
        .SelectMany(static step => step.Outputs)
        .Count(static output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
}
