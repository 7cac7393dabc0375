using TracedLlm.Bench.Gateway.Processes;

#pragma warning disable CA1050 // The runtime looks for this name without a namespace (DOTNET_STARTUP_HOOKS).

/// <summary>Runs in every gateway before its <c>Main</c>, so that gateways need no code for the bench.</summary>
internal static class StartupHook
{
    /// <summary>Starts the thread that answers the bench.</summary>
    public static void Initialize() => GatewayProbe.Start();
}
