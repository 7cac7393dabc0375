using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TracedLlm.Samples.Gateway;

/// <summary>Applies the guardrails of a request, one span for each.</summary>
internal sealed partial class GuardrailPipeline(IEnumerable<IGuardrail> guardrails, CallerGuardrails callers, ILogger<GuardrailPipeline> logger)
{
    private readonly IReadOnlyList<IGuardrail> _guardrails = [.. guardrails];

    /// <summary>Whether a guardrail is configured, for all requests or for those that ask for it.</summary>
    public bool HasGuardrails => _guardrails.Count > 0;

    /// <exception cref="BadRequestException">The request names a guardrail that does not exist.</exception>
    public void RefuseUnknown(LlmRequest request)
    {
        if (request.Body is { Guardrails: { Count: > 0 } names } && names.FirstOrDefault(name => !_guardrails.Any(guardrail => guardrail.Name == name)) is { } unknown)
        {
            throw new BadRequestException($"'guardrails' names a guardrail that does not exist: '{unknown}'. "
                + (_guardrails.Count == 0 ? "The gateway has no guardrails." : $"Guardrails: {string.Join(", ", _guardrails.Select(guardrail => guardrail.Name).Distinct())}."));
        }
    }

    /// <summary>Checks the request before the gateway calls a provider.</summary>
    /// <returns>The request, with the texts that guardrails masked.</returns>
    public async Task<LlmRequest> BeforeCallAsync(LlmRequest request, CancellationToken cancellationToken)
    {
        var content = await ApplyToRequestAsync(GuardrailMode.PreCall, request, canMask: true, cancellationToken);
        if (content is not { IsMasked: true })
        {
            return request;
        }

        var masked = Masked(request, content);
        await StateInputAsync(masked, content, cancellationToken);
        return masked;
    }

    /// <summary>Checks the request while the gateway calls a provider.</summary>
    public Task DuringCallAsync(LlmRequest request, CancellationToken cancellationToken) =>
        ApplyToRequestAsync(GuardrailMode.DuringCall, request, canMask: false, cancellationToken);

    /// <summary>Whether a guardrail will check the response; the gateway must hold the response back then.</summary>
    public async Task<bool> ReadResponseAsync(LlmRequest request, CancellationToken cancellationToken)
    {
        if (!request.Format.ResponseTexts.IsEmpty)
        {
            return GuardrailsFor(GuardrailMode.PostCall, request).Any();
        }

        await LeaveOutUnlessEmptyAsync(GuardrailMode.PostCall, request, cancellationToken);
        return false;
    }

    /// <summary>Checks a response before the caller receives any part of it.</summary>
    /// <returns>The response, with the texts that guardrails masked.</returns>
    public async Task<BufferedAnswer> AfterCallAsync(LlmRequest request, BufferedAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Body.Length == 0 || request.Format.ResponseTexts.IsEmpty || !GuardrailsFor(GuardrailMode.PostCall, request).Any())
        {
            return answer;
        }

        var texts = ResponseTexts.Parse(answer, request.Format);
        var content = new GuardrailContent(request, texts.Values, isResponse: true, canMask: true)
        {
            StreamedCalls = ConversationForms.Has(request.Format) ? StreamedToolCalls.Read(texts.Events.Select(each => JsonObject.Create(each)!)) : [],
            Document = answer.IsStream || answer.IsText ? null : changed => texts.Replace(changed),
        };
        if (IsEmpty(content))
        {
            await LeaveOutAsync(GuardrailMode.PostCall, request, cancellationToken);
            return answer;
        }

        await ApplyAsync(GuardrailMode.PostCall, request, content, cancellationToken);
        if (!content.IsMasked)
        {
            return answer;
        }

        var masked = answer with { Body = content.ChangedDocument() ?? texts.Replace(content.Texts) };
        if (!masked.IsStream)
        {
            // Of a stream, the trace shows what the caller receives.
            LlmTrace.Current?.SetOutput(Encoding.UTF8.GetString(masked.Body));
        }

        return masked;
    }

    /// <summary>Checks the request for the trace only; nothing is blocked or masked.</summary>
    public async Task ForTheRecordAsync(LlmRequest request, CancellationToken cancellationToken)
    {
        var content = await ApplyToRequestAsync(GuardrailMode.LoggingOnly, request, canMask: true, cancellationToken);
        if (content is { IsMasked: true })
        {
            await StateInputAsync(Masked(request, content), content, cancellationToken);
        }
    }

    /// <summary>Records <c>not_run</c> for every guardrail: guardrails cannot read the texts of a session.</summary>
    public async Task LeaveOutAsync(LlmRequest request, CancellationToken cancellationToken)
    {
        foreach (var mode in Enum.GetValues<GuardrailMode>())
        {
            await LeaveOutAsync(mode, request, cancellationToken);
        }
    }

    private static bool IsEmpty(GuardrailContent response)
    {
        try
        {
            return response.IsEmpty;
        }
        catch (JsonException exception)
        {
            throw new ProviderFailedException(StatusCodes.Status502BadGateway, "The provider's response cannot be read.", exception);
        }
    }

    private static LlmRequest Masked(LlmRequest request, GuardrailContent content) =>
        content.ChangedDocument() is { } document ? request.WithDocument(document) : request.WithTexts(content.Texts);

    /// <summary>States the masked input, so that the trace has it instead of the caller's text.</summary>
    private static async Task StateInputAsync(LlmRequest masked, GuardrailContent content, CancellationToken cancellationToken) =>
        LlmTrace.Current?.SetInput(masked.Body is JsonBody && masked.ContentFor(null) is { } body
            ? await body.ReadAsStringAsync(cancellationToken)
            : string.Join('\n', content.Texts));

    /// <summary>The texts of the request after all guardrails of <paramref name="mode"/>; <see langword="null"/> if no guardrail has read a text.</summary>
    private async Task<GuardrailContent?> ApplyToRequestAsync(GuardrailMode mode, LlmRequest request, bool canMask, CancellationToken cancellationToken)
    {
        if (!GuardrailsFor(mode, request).Any())
        {
            return null;
        }

        var content = ContentOf(request, canMask);
        if (!content.IsEmpty)
        {
            return await ApplyAsync(mode, request, content, cancellationToken);
        }

        await LeaveOutUnlessEmptyAsync(mode, request, cancellationToken);
        return null;
    }

    // A request without a body has no texts, so no guardrail runs. A body in which guardrails find no text is recorded as not_run.
    private Task LeaveOutUnlessEmptyAsync(GuardrailMode mode, LlmRequest request, CancellationToken cancellationToken) =>
        request.Body is null ? Task.CompletedTask : LeaveOutAsync(mode, request, cancellationToken);

    private async Task LeaveOutAsync(GuardrailMode mode, LlmRequest request, CancellationToken cancellationToken)
    {
        foreach (var guardrail in GuardrailsFor(mode, request))
        {
            await DecideAsync(mode, guardrail, null, cancellationToken);
        }
    }

    private static GuardrailContent ContentOf(LlmRequest request, bool canMask)
    {
        try
        {
            return new(request, request.Body?.Texts() ?? [], isResponse: false, canMask)
            {
                Document = request.Body is JsonBody body ? (texts => texts.Count == 0 ? body.Json : ((JsonBody)body.WithTexts(texts)).Json) : null,
            };
        }
        catch (JsonException exception)
        {
            throw new BadRequestException($"The request contains a text that is not valid: {exception.Message}");
        }
    }

    private IEnumerable<IGuardrail> GuardrailsFor(GuardrailMode mode, LlmRequest request) =>
        _guardrails.Where(guardrail => guardrail.Settings.Modes.Contain(mode, request) && (guardrail.Settings.DefaultOn || request.Body?.Guardrails.Contains(guardrail.Name) is true || callers.Contains(request.Caller, guardrail.Name)));

    private async Task<GuardrailContent> ApplyAsync(GuardrailMode mode, LlmRequest request, GuardrailContent content, CancellationToken cancellationToken)
    {
        foreach (var guardrail in GuardrailsFor(mode, request))
        {
            var checkedContent = content.Texts.Count > 0 || guardrail.ReadsConversations ? content : null;
            if (await DecideAsync(mode, guardrail, checkedContent, cancellationToken) is { Action: GuardrailAction.Block } outcome && mode != GuardrailMode.LoggingOnly)
            {
                throw new GuardrailBlockedException(guardrail.Name, outcome.Reason);
            }
        }

        return content;
    }

    private async ValueTask<GuardrailOutcome> DecideAsync(GuardrailMode mode, IGuardrail guardrail, GuardrailContent? content, CancellationToken cancellationToken)
    {
        try
        {
            return await (mode switch
            {
                GuardrailMode.PreCall => ApplyPreCallAsync(guardrail, content, cancellationToken),
                GuardrailMode.DuringCall => ApplyDuringCallAsync(guardrail, content, cancellationToken),
                GuardrailMode.PostCall => ApplyPostCallAsync(guardrail, content, cancellationToken),
                _ => ApplyLoggingOnlyAsync(guardrail, content, cancellationToken),
            });
        }
        catch (GuardrailBlockedException) when (mode == GuardrailMode.LoggingOnly)
        {
            return GuardrailOutcome.Blocked();
        }
        catch (Exception exception) when ((mode == GuardrailMode.LoggingOnly && !cancellationToken.IsCancellationRequested) || MayGoOn(guardrail, exception))
        {
            GoingOnWithout(guardrail.Name, exception.Message);
            return GuardrailOutcome.Passed;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or RegexMatchTimeoutException)
        {
            throw new GuardrailFailedException(guardrail.Name, exception);
        }
    }

    private static bool MayGoOn(IGuardrail guardrail, Exception exception) =>
        exception is GuardrailUnreachableException && guardrail.Settings is GuardrailSettings.GenericApi { FailOpen: true };

    private static ValueTask<GuardrailOutcome> ApplyAsync(IGuardrail guardrail, GuardrailContent? content, CancellationToken cancellationToken) =>
        content is null ? ValueTask.FromResult(GuardrailOutcome.NotRun) : guardrail.ApplyAsync(content, cancellationToken);

    [TracedGuardrail(GuardrailMode.PreCall)]
    private partial ValueTask<GuardrailOutcome> ApplyPreCallAsync([GuardrailName(Path = "Name")] IGuardrail guardrail, GuardrailContent? content, CancellationToken cancellationToken);

    private static ValueTask<GuardrailOutcome> ApplyPreCallCoreAsync(IGuardrail guardrail, GuardrailContent? content, CancellationToken cancellationToken) =>
        ApplyAsync(guardrail, content, cancellationToken);

    [TracedGuardrail(GuardrailMode.DuringCall)]
    private partial ValueTask<GuardrailOutcome> ApplyDuringCallAsync([GuardrailName(Path = "Name")] IGuardrail guardrail, GuardrailContent? content, CancellationToken cancellationToken);

    private static ValueTask<GuardrailOutcome> ApplyDuringCallCoreAsync(IGuardrail guardrail, GuardrailContent? content, CancellationToken cancellationToken) =>
        ApplyAsync(guardrail, content, cancellationToken);

    [TracedGuardrail(GuardrailMode.PostCall)]
    private partial ValueTask<GuardrailOutcome> ApplyPostCallAsync([GuardrailName(Path = "Name")] IGuardrail guardrail, GuardrailContent? content, CancellationToken cancellationToken);

    private static ValueTask<GuardrailOutcome> ApplyPostCallCoreAsync(IGuardrail guardrail, GuardrailContent? content, CancellationToken cancellationToken) =>
        ApplyAsync(guardrail, content, cancellationToken);

    [TracedGuardrail(GuardrailMode.LoggingOnly)]
    private partial ValueTask<GuardrailOutcome> ApplyLoggingOnlyAsync([GuardrailName(Path = "Name")] IGuardrail guardrail, GuardrailContent? content, CancellationToken cancellationToken);

    private static ValueTask<GuardrailOutcome> ApplyLoggingOnlyCoreAsync(IGuardrail guardrail, GuardrailContent? content, CancellationToken cancellationToken) =>
        ApplyAsync(guardrail, content, cancellationToken);

    [LoggerMessage(LogLevel.Warning, "The guardrail {Guardrail} failed ({Reason}); the request continues without it")]
    private partial void GoingOnWithout(string guardrail, string reason);
}
