namespace TracedLlm.Samples.Gateway;

/// <summary>What a key or a team says about the content of its requests.</summary>
/// <param name="IsOn">Whether the traces show content (<c>turn_off_message_logging</c>); <see langword="null"/> if it says nothing.</param>
/// <param name="MayRequest">Whether its requests may ask for content (<c>allow_client_message_redaction_opt_out</c>).</param>
internal readonly record struct MessageLogging(bool? IsOn, bool MayRequest)
{
    /// <summary>The member of the metadata that lets requests ask for content.</summary>
    public const string OptOut = "allow_client_message_redaction_opt_out";

    /// <summary>The setting that keeps content out of the traces.</summary>
    public const string TurnOff = "turn_off_message_logging";

    /// <summary>Reads it of a key: its metadata, and the variables of its callbacks. One callback that turns content off is enough.</summary>
    public static MessageLogging ReadKey(SettingsSection key)
    {
        var metadata = key.Section("metadata");
        bool? isOff = null;
        foreach (var logging in metadata?.Sections("logging") ?? [])
        {
            isOff = logging.Section("callback_vars")?.Boolean(TurnOff) is { } said ? said || isOff == true : isOff;
        }

        return new(!isOff, metadata?.Boolean(OptOut) ?? false);
    }

    /// <summary>Reads it of an entry of <c>default_team_settings</c>.</summary>
    public static MessageLogging ReadTeam(SettingsSection team) => new(!team.Boolean(TurnOff), team.Section("metadata")?.Boolean(OptOut) ?? false);

    /// <summary>What a key and its team say together: each of them may switch content off.</summary>
    public MessageLogging Or(MessageLogging team) => new(IsOn == false ? IsOn : team.IsOn ?? IsOn, MayRequest || team.MayRequest);
}
