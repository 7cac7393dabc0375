global using System.CodeDom.Compiler;
global using System.Net;
global using System.Text;
global using System.Text.Json;
global using System.Text.Json.Serialization;
global using ClientKit.Generated;
