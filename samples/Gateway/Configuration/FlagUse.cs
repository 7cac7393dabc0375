namespace TracedLlm.Samples.Gateway;

/// <summary>What a flag of LiteLLM's command line does to the gateway.</summary>
internal enum FlagUse
{
    /// <summary>What it does in LiteLLM.</summary>
    Works,

    /// <summary>Nothing: a warning says why.</summary>
    WithoutEffect,

    /// <summary>It stops the start: the gateway must not ignore it.</summary>
    Refused,
}
