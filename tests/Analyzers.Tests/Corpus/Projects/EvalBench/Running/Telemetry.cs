using System.Diagnostics;

namespace EvalBench.Running;

internal static class Telemetry
{
    public static readonly ActivitySource Source = new("EvalBench", "1.4.0");

    public static Activity? StartCase(string suite, string name) => Source.StartActivity(
        $"case {name}",
        ActivityKind.Internal,
        parentContext: default,
        tags: [new("eval.suite", suite), new("eval.case", name)]);

    public static void Fail(this Activity? activity, Exception failure)
    {
        activity?.AddException(failure);
        activity?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
    }
}
