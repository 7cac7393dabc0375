namespace TracedLlm.Samples.Gateway;

/// <summary>The two sections with LiteLLM's settings of routing. <c>router_settings</c> go before <c>litellm_settings</c>; both are read, so that a wrong value is found.</summary>
internal sealed record RoutingSections(SettingsSection? Router, SettingsSection? LiteLlm)
{
    private IEnumerable<SettingsSection> All => new[] { Router, LiteLlm }.OfType<SettingsSection>();

    /// <summary>The first value that is set.</summary>
    public T? FindValue<T>(Func<SettingsSection, T?> read)
        where T : struct => All.Select(read).ToList().Find(static value => value is not null);

    /// <inheritdoc cref="FindValue"/>
    public T? Find<T>(Func<SettingsSection, T?> read)
        where T : class => All.Select(read).ToList().Find(static value => value is not null);
}
