namespace TracedLlm.Conventions;

/// <summary>The names of the spans of one request, according to <see cref="SpanNames"/>.</summary>
internal abstract class SpanNaming
{
    /// <summary>The name of the stage that identifies the caller, the same in both schemes.</summary>
    public const string Auth = "auth";

    /// <summary>The name of the failure's span in LiteLLM's scheme.</summary>
    public const string LiteLlmFailure = "Failed Proxy Server Request";

    /// <summary>The name of the failure's span in the scheme of the semantic conventions.</summary>
    public const string ConventionalFailure = "failed_request";

    private static readonly SpanNaming LiteLlm = new LiteLlmNaming();
    private static readonly SpanNaming SemanticConventions = new SemanticConventionsNaming();

    public static SpanNaming Select(SpanNames names) => names == SpanNames.SemanticConventions ? SemanticConventions : LiteLlm;

    /// <summary>The names outside a traced request, where no setting applies.</summary>
    public static SpanNaming Default => LiteLlm;

    public abstract string Root(string method, string? route);

    public abstract string Request(string? operation, string? model);

    public abstract string Guardrail(string? name);

    public abstract string Raw { get; }

    public abstract string Failure { get; }

    protected abstract string PreCall { get; }

    public string Stage(LlmStage stage) => stage switch
    {
        LlmStage.Auth => Auth,
        LlmStage.PreCall => PreCall,
        _ => "stage",
    };

    /// <summary>The name of an attempt, the same in both schemes: <c>{operation} {model}</c>.</summary>
    public static string Call(string? operation, string? model) => (operation, model) switch
    {
        (not null, not null) => CallNames.Join(operation, model),
        (not null, null) => operation,
        (null, not null) => model,
        _ => "llm_call",
    };

    private sealed class LiteLlmNaming : SpanNaming
    {
        public override string Raw => "raw_gen_ai_request";

        public override string Failure => LiteLlmFailure;

        protected override string PreCall => "proxy_pre_call";

        public override string Root(string method, string? route) => "Received Proxy Server Request";

        public override string Request(string? operation, string? model) => "litellm_request";

        public override string Guardrail(string? name) => "guardrail";
    }

    private sealed class SemanticConventionsNaming : SpanNaming
    {
        public override string Raw => "raw_request";

        public override string Failure => ConventionalFailure;

        protected override string PreCall => "pre_call";

        public override string Root(string method, string? route) => route is null ? method : $"{method} {route}";

        public override string Request(string? operation, string? model) => Call(operation, model);

        public override string Guardrail(string? name) => name is null ? "apply_guardrail" : $"apply_guardrail {name}";
    }
}
