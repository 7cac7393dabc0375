namespace TracedLlm.Samples.Gateway;

/// <summary>The gateway's use of a field of a request.</summary>
internal enum FieldUse
{
    /// <summary>The provider receives the field.</summary>
    Forwarded,

    /// <summary>The gateway acts on the field, and removes it.</summary>
    Honoured,

    /// <summary>The gateway acts on the field if the configuration allows it to callers, and otherwise refuses the request.</summary>
    Allowed,

    /// <summary>The gateway refuses the request.</summary>
    Refused,

    /// <summary>The field has no effect. The gateway removes it and logs its name once.</summary>
    Removed,
}
