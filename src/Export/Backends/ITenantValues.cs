namespace TracedLlm.Export.Backends;

/// <summary>The values that a key, a team or a request has for the settings of backends.</summary>
internal interface ITenantValues
{
    /// <summary>The value of a setting; <see langword="null"/> if the tenant has none.</summary>
    /// <param name="name">One of <see cref="BackendSetting.TenantNames"/>.</param>
    string? this[string name] { get; }
}
