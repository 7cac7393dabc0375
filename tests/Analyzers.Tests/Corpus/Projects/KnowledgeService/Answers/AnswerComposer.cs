using System.Text;
using KnowledgeService.Retrieval;

namespace KnowledgeService.Answers;

internal sealed record Answer(string Text, IReadOnlyList<Citation> Citations);

internal sealed record Citation(int Number, string Document, string? Title);

internal sealed partial class AnswerComposer(AnswerClient client, ILogger<AnswerComposer> logger)
{
    private const int LongestContext = 12_000;
    private const int ShortestAnswer = 20;

    public async Task<Answer> ComposeAsync(string question, IReadOnlyList<Passage> passages, CancellationToken cancellationToken)
    {
        var context = await PrepareAsync(passages);
        var reply = await client.AskAsync(context, question, cancellationToken);
        var text = reply["choices"]?[0]?["message"]?["content"]?.GetValue<string>() ?? string.Empty;
        await VerifyAsync("citations", text, passages.Count);
        try
        {
            await RefuseEmptyAsync("empty", text);
            if (!IsLongEnough("length", text))
            {
                logger.LogInformation("The answer has {Length} characters", text.Length);
            }
        }
        catch (AnswerException unusable) // TLM2003
        {
            return new Answer(unusable.Message, []);
        }
        catch (Exception failure)
        {
            LlmTrace.Current?.RecordException(failure);
            throw;
        }

        return new Answer(text, [.. CitedIn(text, passages)]);
    }

    [TracedStage(LlmStage.PreCall)]
    private partial ValueTask<string> PrepareAsync(IReadOnlyList<Passage> passages);

    private ValueTask<string> PrepareCoreAsync(IReadOnlyList<Passage> passages)
    {
        var context = new StringBuilder("Answer from these passages and cite them as [n].\n");
        for (var i = 0; i < passages.Count && context.Length < LongestContext; i++)
        {
            context.Append('[').Append(i + 1).Append("] ").AppendLine(passages[i].Text);
        }

        return ValueTask.FromResult(context.ToString());
    }

    [TracedGuardrail(GuardrailMode.PostCall)]
    private partial Task<GuardrailOutcome> VerifyAsync([GuardrailName] string name, string text, int passages);

    private async Task<GuardrailOutcome> VerifyCoreAsync(string name, string text, int passages)
    {
        try
        {
            await Task.Yield();
            var wrong = Numbers(text).Count(number => number < 1 || number > passages);
            return wrong == 0 ? GuardrailOutcome.Passed : GuardrailOutcome.Blocked(["citation"]);
        }
        catch (Exception) // TLM2002
        {
            logger.LogDebug("The answer was not verified");
            return GuardrailOutcome.Passed;
        }
    }

    [TracedGuardrail(GuardrailMode.PostCall)]
    private partial Task RefuseEmptyAsync([GuardrailName] string name, string text);

    private Task RefuseEmptyCoreAsync(string name, string text) =>
        text.AsSpan().Trim().Length > 1 ? Task.CompletedTask : throw new EmptyAnswerException();

    [TracedGuardrail(GuardrailMode.PostCall)]
    private partial bool IsLongEnough([GuardrailName] string name, string text); // TLM3010

    private bool IsLongEnoughCore(string name, string text) => text.Length >= ShortestAnswer;

    private static IEnumerable<Citation> CitedIn(string text, IReadOnlyList<Passage> passages) =>
        from number in Numbers(text).Distinct()
        where number >= 1 && number <= passages.Count
        let passage = passages[number - 1]
        select new Citation(number, passage.Document, passage.Metadata.GetValueOrDefault("title"));

    private static IEnumerable<int> Numbers(string text)
    {
        for (var open = text.IndexOf('['); open >= 0; open = text.IndexOf('[', open + 1))
        {
            var close = text.IndexOf(']', open);
            if (close > open && int.TryParse(text.AsSpan(open + 1, close - open - 1), out var number))
            {
                yield return number;
            }
        }
    }
}
