using System.Globalization;
using System.Runtime.Versioning;

namespace TracedLlm.Faults.Tests.Gateways;

/// <summary>A script that starts an assembly with a limit of open files.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ProgramWithDescriptors
{
    /// <summary>Writes the script into a folder.</summary>
    /// <returns>Its path.</returns>
    public static string Write(string folder, string assembly, int limit)
    {
        // Without -S or -H ulimit sets both limits; .NET raises the soft one to the hard one.
        var script = Path.Combine(folder, "gateway.sh");
        File.WriteAllText(script, string.Create(CultureInfo.InvariantCulture, $"""
            #!/bin/sh
            ulimit -n {limit} && cd '{Path.GetDirectoryName(assembly)}' && exec dotnet '{assembly}' "$@"

            """));
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return script;
    }
}
