namespace TracedLlm.Testing.Backends;

/// <summary>Where a connection to a backend breaks.</summary>
public enum BackendBreak
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Before anything was taken.</summary>
    BeforeTaking,

    /// <summary>After everything was taken, before the answer.</summary>
    AfterTaking,

    /// <summary>After everything was taken, in the middle of the answer.</summary>
    HalfAnswer,
}
