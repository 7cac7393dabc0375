using System.Runtime.Versioning;

namespace TracedLlm.Faults.Tests.Gateways;

/// <summary>A script that starts an assembly without the right of root to write where modes forbid it.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ProgramBoundByModes
{
    // setpriv is a part of util-linux. A capability that is not in the bounding set is lost with the next program.
    private const string WithoutRight = "setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-all ";

    /// <summary>Writes the script into a folder.</summary>
    /// <returns>Its path.</returns>
    public static string Write(string folder, string assembly)
    {
        var script = Path.Combine(folder, "gateway.sh");
        File.WriteAllText(script, $"""
            #!/bin/sh
            cd '{Path.GetDirectoryName(assembly)}' && exec {(Environment.IsPrivilegedProcess ? WithoutRight : "")}dotnet '{assembly}' "$@"

            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return script;
    }
}
