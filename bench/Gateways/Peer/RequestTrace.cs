using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace TracedLlm.Bench.Gateways;

/// <summary>The spans of a request that live longer than a method: the root, <c>litellm_request</c>, the attempt.</summary>
internal sealed class RequestTrace : IDisposable
{
    public const string SourceName = "Bench.Peer";

    private const string Route = "/v1/chat/completions";

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly AsyncLocal<RequestTrace?> Local = new();

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Activity _root;
    private ChatRequest _chat = new();
    private KeyValuePair<string, object?>[] _everySpan = [];
    private KeyValuePair<string, object?>[] _caller = [];
    private Activity? _request;
    private Activity? _attempt;
    private AnswerReader? _answer;
    private long _requestStart;
    private long _attemptStart;
    private long _attemptEnd;

    private RequestTrace(Activity root) => _root = root;

    public static RequestTrace? Current => Local.Value;

    /// <summary>Starts the root with everything that is known at arrival; null if nobody listens.</summary>
    public static RequestTrace? Start(HttpContext http)
    {
        ActivityContext.TryParse(http.Request.Headers.TraceParent, http.Request.Headers.TraceState, isRemote: true, out var parent);
        var root = Source.StartActivity("Received Proxy Server Request", ActivityKind.Server, parent,
        [
            new("http.request.method", http.Request.Method),
            new("http.route", Route),
            new("url.path", http.Request.Path.Value),
            new("url.scheme", http.Request.Scheme),
            new("server.address", http.Request.Host.Host),
            new("server.port", http.Request.Host.Port),
            new("network.protocol.version", "1.1"),
            new("user_agent.original", http.Request.Headers.UserAgent.ToString()),
        ]);
        return root is null ? null : Local.Value = new RequestTrace(root);
    }

    /// <summary>The body has been read.</summary>
    public void SetRequest(ChatRequest chat)
    {
        _chat = chat;
        var metadata = chat.Metadata;
        _everySpan =
        [
            new("user.id", chat.User),
            new("session.id", metadata?.SessionId),
            new("litellm.trace.name", metadata?.TraceName),
            new("litellm.trace.tags", metadata?.Tags),
            new("litellm.metadata.region", metadata?.Region),
            new("litellm.metadata.feature", metadata?.Feature),
        ];
        foreach (var (name, value) in _everySpan)
        {
            _root.AddTag(name, value);
        }
    }

    /// <summary>Starts a span for a stage.</summary>
    public Activity? StartStage(string name) => Source.StartActivity(name, ActivityKind.Internal, _root.Context, _everySpan);

    /// <summary>The key is known.</summary>
    public void SetCaller(Caller caller)
    {
        _caller =
        [
            new("litellm.api_key.hash", caller.KeyHash),
            new("litellm.api_key.alias", caller.KeyAlias),
            new("litellm.api_key.user_id", caller.UserId),
            new("litellm.team.id", caller.TeamId),
            new("litellm.team.alias", caller.TeamAlias),
            new("litellm.org.id", caller.OrganizationId),
        ];
        foreach (var (name, value) in _caller)
        {
            _root.AddTag(name, value);
        }
    }

    /// <summary>Starts a span for a guardrail, and <c>litellm_request</c> around it.</summary>
    public Activity? StartGuardrail(string name)
    {
        StartRequest();
        return Source.StartActivity("guardrail", ActivityKind.Internal, _request!.Context,
        [
            new("litellm.guardrail.name", name),
            new("litellm.guardrail.mode", "pre_call"),
            .. _everySpan,
        ]);
    }

    /// <summary>Starts the span of a call to the provider.</summary>
    public void StartAttempt(Deployment deployment, Uri endpoint)
    {
        _attemptStart = Stopwatch.GetTimestamp();
        _root.AddTag("litellm.preprocessing.duration_ms", Stopwatch.GetElapsedTime(_start, _attemptStart).TotalMilliseconds);
        _attempt = Source.StartActivity("chat " + deployment.Model, ActivityKind.Client, _request!.Context,
        [
            new("gen_ai.operation.name", "chat"),
            new("gen_ai.provider.name", deployment.Provider),
            new("gen_ai.request.model", deployment.Model),
            new("litellm.provider.model", deployment.Model),
            new("litellm.deployment.id", deployment.Id),
            new("litellm.attempt.index", 0L),
            new("litellm.attempt.kind", "initial"),
            new("http.request.method", "POST"),
            new("server.address", endpoint.Host),
            new("server.port", endpoint.Port),
            new("url.full", endpoint.OriginalString),
            .. _caller,
            .. _everySpan,
        ]);
        _request.AddTag("gen_ai.provider.name", deployment.Provider);
    }

    /// <summary>The provider has answered with headers.</summary>
    public void SetAnswer(HttpResponseMessage response)
    {
        _answer = new AnswerReader(isStream: response.Content.Headers.ContentType?.MediaType == "text/event-stream");
        _attempt?.AddTag("http.response.status_code", (int)response.StatusCode);
        _attempt?.AddTag("network.protocol.version", response.Version.Minor == 1 ? "1.1" : response.Version.ToString());
        if (!response.IsSuccessStatusCode)
        {
            _attempt?.SetStatus(ActivityStatusCode.Error);
            _attempt?.AddTag("error.type", ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A piece of the answer passes.</summary>
    public void Read(ReadOnlySpan<byte> bytes) => _answer?.Read(bytes);

    /// <summary>The answer has passed whole.</summary>
    public void EndAttempt()
    {
        _attemptEnd = Stopwatch.GetTimestamp();
        if (_answer?.FirstRead is > 0 and var first)
        {
            _attempt?.AddTag("litellm.attempt.time_to_first_chunk", Stopwatch.GetElapsedTime(_attemptStart, first).TotalSeconds);
        }

        _attempt?.Stop();
    }

    /// <summary>Adds attributes to <c>litellm_request</c>.</summary>
    public void AddDetails(int count)
    {
        for (var number = 0; number < count; number++)
        {
            _request?.AddTag(DetailNames.All[number], "a value of some length");
        }
    }

    /// <summary>The handler has returned.</summary>
    public void End(HttpContext http)
    {
        var status = http.Response.StatusCode;
        _root.AddTag("http.response.status_code", status);
        _root.AddTag("litellm.outcome", status < 400 ? "ok" : "error");
        _root.AddTag("litellm.overhead.duration_ms", (Stopwatch.GetElapsedTime(_start) - Stopwatch.GetElapsedTime(_attemptStart, _attemptEnd)).TotalMilliseconds);
        if (_request is not null)
        {
            EndRequest(_request);
        }

        if (status >= 400)
        {
            _root.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>The handler has thrown.</summary>
    public void Fail(Exception exception)
    {
        foreach (var span in (ReadOnlySpan<Activity?>)[_attempt, _request, _root])
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            span?.AddTag("error.type", exception.GetType().FullName);
        }

        _root.AddException(exception);
    }

    public void Dispose()
    {
        _answer?.Dispose();
        _attempt?.Dispose();
        _request?.Dispose();
        _root.Dispose();
    }

    private void StartRequest()
    {
        _requestStart = Stopwatch.GetTimestamp();
        _request = Source.StartActivity("litellm_request", ActivityKind.Internal, _root.Context,
        [
            new("gen_ai.operation.name", "chat"),
            new("gen_ai.request.model", _chat.Model),
            new("gen_ai.request.temperature", _chat.Temperature),
            new("gen_ai.request.top_p", _chat.TopP),
            new("gen_ai.request.max_tokens", _chat.MaxTokens),
            new("gen_ai.conversation.id", _chat.Metadata?.SessionId),
            new("litellm.call_id", Guid.NewGuid().ToString()),
            new("litellm.call_type", "acompletion"),
            new("litellm.trace_id", _root.TraceId.ToHexString()),
            new("litellm.request.parameters", JsonSerializer.Serialize(new ChatParameters(_chat), ChatAnswerJson.Default.ChatParameters)),
            .. _caller,
            .. _everySpan,
        ]);
        if (_chat.Stream)
        {
            _request?.AddTag("gen_ai.request.stream", true);
        }
    }

    private void EndRequest(Activity request)
    {
        var end = Stopwatch.GetTimestamp();
        request.AddTag("litellm.attempts", 1L);
        request.AddTag("litellm.response.duration_ms", Stopwatch.GetElapsedTime(_start, end).TotalMilliseconds);
        request.AddTag("litellm.overhead.duration_ms", (Stopwatch.GetElapsedTime(_start, end) - Stopwatch.GetElapsedTime(_attemptStart, _attemptEnd)).TotalMilliseconds);
        if (_answer?.Close() is { } answer)
        {
            SetAnswered(request, answer);
            if (_answer.Chunks > 0)
            {
                SetPace(request, answer.Usage?.CompletionTokens ?? 0);
            }
        }

        request.Stop();
    }

    private static void SetAnswered(Activity request, ChatAnswer answer)
    {
        request.AddTag("gen_ai.response.id", answer.Id);
        request.AddTag("gen_ai.response.model", answer.Model);
        request.AddTag("openai.response.service_tier", answer.ServiceTier);
        request.AddTag("openai.response.system_fingerprint", answer.SystemFingerprint);
        if (answer.Choices is [{ FinishReason: { } reason }, ..])
        {
            request.AddTag("gen_ai.response.finish_reasons", new[] { reason });
        }

        if (answer.Usage is { } usage)
        {
            request.AddTag("gen_ai.usage.input_tokens", usage.PromptTokens);
            request.AddTag("gen_ai.usage.output_tokens", usage.CompletionTokens);
            Add("gen_ai.usage.cache_read.input_tokens", usage.PromptTokensDetails?.CachedTokens);
            Add("gen_ai.usage.reasoning.output_tokens", usage.CompletionTokensDetails?.ReasoningTokens);
            Add("litellm.usage.audio.input_tokens", usage.PromptTokensDetails?.AudioTokens);
            Add("litellm.usage.audio.output_tokens", usage.CompletionTokensDetails?.AudioTokens);
            SetCost(request, answer.Model, usage);
        }

        void Add(string name, long? tokens)
        {
            if (tokens is not null)
            {
                request.AddTag(name, tokens);
            }
        }
    }

    private static void SetCost(Activity request, string? model, ChatUsage usage)
    {
        if (ChatPrices.Find(model) is not { } prices)
        {
            return;
        }

        var cached = usage.PromptTokensDetails?.CachedTokens ?? 0;
        var input = ((usage.PromptTokens - cached) * prices.Input) + (cached * prices.Cached);
        var output = usage.CompletionTokens * prices.Output;
        request.AddTag("litellm.cost.total", input + output);
        request.AddTag("litellm.cost.input", input);
        request.AddTag("litellm.cost.output", output);
        if (cached > 0)
        {
            request.AddTag("litellm.cost.cache_read", cached * prices.Cached);
        }
    }

    private void SetPace(Activity request, long tokens)
    {
        var seconds = Stopwatch.GetElapsedTime(_answer!.FirstRead, _answer.LastRead).TotalSeconds;
        request.AddTag("gen_ai.response.time_to_first_chunk", Stopwatch.GetElapsedTime(_requestStart, _answer.FirstRead).TotalSeconds);
        request.AddTag("litellm.response.time_per_output_chunk", seconds / Math.Max(1, _answer.Chunks - 1));
        request.AddTag("litellm.response.time_per_output_token", seconds / Math.Max(1, tokens - 1));
    }
}
