namespace TracedLlm.Export.Views.Facts;

/// <summary>The spans that a view writes an attribute on.</summary>
[Flags]
internal enum SpanScope
{
    /// <summary>Stages, the failure's span, an application's own spans.</summary>
    Other = 1 << 0,

    /// <summary>The request's root.</summary>
    Root = 1 << 1,

    /// <summary><c>litellm_request</c> of a call that uses tokens.</summary>
    BilledRequest = 1 << 2,

    /// <summary><c>litellm_request</c> of any other call.</summary>
    UnbilledRequest = 1 << 3,

    /// <summary>Attempts at a provider.</summary>
    Attempt = 1 << 4,

    /// <summary>Guardrails.</summary>
    Guardrail = 1 << 5,

    /// <summary><c>raw_gen_ai_request</c>.</summary>
    Raw = 1 << 6,

    /// <summary><c>litellm_request</c>.</summary>
    Request = BilledRequest | UnbilledRequest,

    /// <summary>Every span.</summary>
    Every = Other | Root | Request | Attempt | Guardrail | Raw,
}
