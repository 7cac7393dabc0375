using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EvalBench.Cases;
using EvalBench.Running;

namespace EvalBench.Judging;

internal interface IJudge
{
    CheckKind Kind { get; }

    ValueTask<Verdict> JudgeAsync(EvalCase evalCase, string answer, CancellationToken cancellationToken);
}

internal sealed class ExactJudge : IJudge
{
    public CheckKind Kind => CheckKind.Exact;

    public ValueTask<Verdict> JudgeAsync(EvalCase evalCase, string answer, CancellationToken cancellationToken) =>
        new(Normalize(answer) == Normalize(evalCase.Expected) ? Verdict.Passed : Verdict.Failed);

    private static string Normalize(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.OtherPunctuation))
            {
                plain.Append(char.ToLowerInvariant(letter));
            }
        }

        return plain.ToString().Trim();
    }
}

internal sealed class RegexJudge : IJudge
{
    public CheckKind Kind => CheckKind.Regex;

    public ValueTask<Verdict> JudgeAsync(EvalCase evalCase, string answer, CancellationToken cancellationToken)
    {
        try
        {
            return new(Regex.IsMatch(answer, evalCase.Expected, RegexOptions.Singleline, TimeSpan.FromSeconds(1)) ? Verdict.Passed : Verdict.Failed);
        }
        catch (RegexMatchTimeoutException)
        {
            return new(Verdict.Unclear);
        }
    }
}

/// <summary>Asks another model, three times, and takes what most say.</summary>
internal sealed partial class ModelJudge(IHttpClientFactory clients, IConfiguration configuration) : IJudge
{
    private const int Votes = 3;

    public CheckKind Kind => CheckKind.Model;

    public async ValueTask<Verdict> JudgeAsync(EvalCase evalCase, string answer, CancellationToken cancellationToken)
    {
        var question = $"Does this answer say that {evalCase.Expected}? Reply yes or no.\n\n{answer}";
        var votes = await Task.WhenAll(Enumerable.Range(0, Votes).Select(_ => VoteAsync(question, cancellationToken)));
        return votes.Count(vote => vote is true) > Votes / 2 ? Verdict.Passed
            : votes.Any(vote => vote is null) ? Verdict.Unclear
            : Verdict.Failed;
    }

    [TracedLlmCall]
    private partial Task<bool?> VoteAsync(string question, CancellationToken cancellationToken);

    private async Task<bool?> VoteCoreAsync(string question, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient();
        client.Timeout = TimeSpan.FromSeconds(configuration.GetValue("judge:timeout", 20));
        using var response = await client.PostAsJsonAsync(
            configuration["judge:url"] ?? "http://localhost:11434/v1/completions",
            new { model = configuration["judge:model"], prompt = question, max_tokens = 1 },
            cancellationToken);
        var reply = await response.Content.ReadAsStringAsync(cancellationToken);
        return reply.Contains("yes", StringComparison.OrdinalIgnoreCase) ? true
            : reply.Contains("no", StringComparison.OrdinalIgnoreCase) ? false
            : null;
    }
}
