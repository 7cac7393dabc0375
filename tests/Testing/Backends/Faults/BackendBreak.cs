namespace TracedLlm.Testing.Backends;

/// <summary>The place at which a connection to a backend breaks.</summary>
public enum BackendBreak
{
    /// <summary>The connection does not break.</summary>
    None,

    /// <summary>Before any span was stored.</summary>
    BeforeTaking,

    /// <summary>After all spans were stored, before the answer.</summary>
    AfterTaking,

    /// <summary>After all spans were stored, in the middle of the answer.</summary>
    HalfAnswer,
}
