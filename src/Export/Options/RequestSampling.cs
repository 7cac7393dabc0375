namespace TracedLlm.Export;

/// <summary>What a request may say about its sampling ratio: header <c>x-litellm-sampling-ratio</c>, or <c>sampling_ratio</c> in its metadata.</summary>
public enum RequestSampling
{
    /// <summary>Nothing: what it says is ignored. A caller could otherwise keep its requests out of the operator's record.</summary>
    Ignore,

    /// <summary>A request may lower its ratio.</summary>
    Lower,

    /// <summary>A request may lower and raise its ratio.</summary>
    Any,
}
