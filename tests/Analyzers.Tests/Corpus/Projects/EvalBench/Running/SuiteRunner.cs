using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using EvalBench.Cases;
using EvalBench.Judging;

namespace EvalBench.Running;

internal sealed class SuiteRunner(CaseReader reader, ModelUnderTest model, IEnumerable<IJudge> judges, TimeProvider clock)
{
    private readonly Dictionary<CheckKind, IJudge> _judges = judges.ToDictionary(judge => judge.Kind);

    public async IAsyncEnumerable<CaseResult> RunAsync(string suite, int parallel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var results = Channel.CreateUnbounded<CaseResult>(new UnboundedChannelOptions { SingleReader = true });
        var running = RunAllAsync(suite, parallel, results.Writer, cancellationToken);
        await foreach (var result in results.Reader.ReadAllAsync(cancellationToken))
        {
            yield return result;
        }

        await running;
    }

    private async Task RunAllAsync(string suite, int parallel, ChannelWriter<CaseResult> results, CancellationToken cancellationToken)
    {
        var root = Telemetry.Source.StartActivity("suite"); // TLM3006
        await Parallel.ForEachAsync(
            reader.ReadAsync(suite, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
            async (evalCase, stop) => await results.WriteAsync(await RunOneAsync(suite, evalCase, stop), stop));
        results.Complete();
        root?.Dispose();
    }

    private async Task<CaseResult> RunOneAsync(string suite, EvalCase evalCase, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.StartCase(suite, evalCase.Name);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(evalCase.Deadline ?? TimeSpan.FromMinutes(1));
        var started = clock.GetTimestamp();
        try
        {
            var answer = await model.AnswerAsync(evalCase, deadline.Token);
            var verdict = await _judges[evalCase.Check].JudgeAsync(evalCase, answer, deadline.Token);
            activity?.SetTag("eval.verdict", verdict.ToString());
            return new CaseResult(evalCase, verdict, answer, clock.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            activity.Fail(failure);
            return new CaseResult(evalCase, Verdict.Unclear, string.Empty, clock.GetElapsedTime(started)) { Reason = failure.Message };
        }
    }
}
