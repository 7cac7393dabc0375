namespace TracedLlm.Samples.Gateway;

/// <summary>What a setting that nobody knows does to the start.</summary>
internal enum UnknownSettings
{
    /// <summary>It stops the start.</summary>
    Refuse,

    /// <summary>It stops the start if it looks like a known one, and is a warning otherwise.</summary>
    RefuseMisspelt,

    /// <summary>It is a warning.</summary>
    Warn,

    /// <summary>Nothing: the section may hold anything.</summary>
    Ignore,
}
